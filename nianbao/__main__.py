"""`python -m nianbao` is the command `nianbao`."""

from nianbao.cli import main

if __name__ == "__main__":
    main()
