"""What a workbook file is made of: the zip, its parts, their XML, and the styles."""
