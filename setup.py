"""Carries the templates, the add-in and its scripts, which live at the top of the repository, into the wheel."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

CARRIED = (("workbook_templates", "*.xlsx"), ("addin", "*.xlam"), ("addin", "*.cmd"), ("addin", "*.txt"))


class BuildWithCarriedFiles(build_py):
    """Copies the carried files beside the package's modules, under ``selfeval_xl/carried``."""

    def run(self) -> None:
        super().run()
        target = Path(self.build_lib, "selfeval_xl", "carried")
        if self.editable_mode:
            return
        for folder, pattern in CARRIED:
            for file in sorted(Path(folder).glob(pattern)):
                target.mkdir(parents=True, exist_ok=True)
                self.copy_file(str(file), str(target / file.name))


setup(cmdclass={"build_py": BuildWithCarriedFiles})
