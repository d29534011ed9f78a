"""The shape of our sheets, without any file or Excel: grids in, rows of cells out."""
