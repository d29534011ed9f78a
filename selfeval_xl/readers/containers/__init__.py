"""One module per kind of file, each from bytes to sheets; which one is asked is decided by the bytes."""
