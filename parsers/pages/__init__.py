"""Pages of lines and characters become blocks: for PDF, OFD and recognised pictures alike."""
