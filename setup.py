"""Packs templates, add-in and page, which live at the top of the repository, into the wheel."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

RESOURCES = (
    ("workbook_templates", "*.xlsx"),
    ("addin", "*.xlam"),
    ("addin", "*.cmd"),
    ("addin", "*.txt"),
    (".", "THIRD-PARTY.md"),
    ("dist", "绩效自评.html"),  # where it was made
)


class BuildWithResources(build_py):
    """Copies the resources beside the package's modules, under ``selfeval_xl/resources``."""

    def run(self) -> None:
        super().run()
        target = Path(self.build_lib, "selfeval_xl", "resources")
        if self.editable_mode:
            return
        for folder, pattern in RESOURCES:
            for file in sorted(Path(folder).glob(pattern)):
                target.mkdir(parents=True, exist_ok=True)
                self.copy_file(str(file), str(target / file.name))


setup(cmdclass={"build_py": BuildWithResources})
