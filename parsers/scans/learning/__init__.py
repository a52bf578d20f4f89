"""Programs that make the weights of `nets`. Nothing that reads a document needs them."""
