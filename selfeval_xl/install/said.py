"""What the scripts say where no Python is there to say it.

cmd.exe reads a script in whatever code page it happens to be in, so that no Chinese can stand in one.  The texts lie
beside it as UTF-16 with its mark, which ``type`` shows right in every code page, and which Notepad opens.
"""

import codecs

FOLDER = "texts"
PAGE_HINT = "不想装、装不了的，双击“绩效自评.html”，在浏览器里就能评分（文件夹里没有的，向给您安装文件夹的人要）。"
TEXTS = {
    "no-python": f"""没有装成：这个文件夹不带 Python，电脑上也没有 64 位的 Python 3.11、3.12 或 3.13。什么也没有改动。

请换成自带 Python 的安装文件夹（里面有 python 子文件夹），再双击 install.cmd；需要 Windows 10 及以上。
一定要用这个文件夹的：先从 python.org 下载“Windows installer (64-bit)”装好，不要用微软应用商店里的 Python。
{PAGE_HINT}
""",
    "blocked": f"""没有装成：文件夹里的 Python 启动不了。什么也没有改动。

1. 需要 64 位的 Windows 10 及以上。
2. python 子文件夹里的文件可能没有解压完整，或被杀毒软件删除了：请把压缩包整个重新解压（不要在压缩包里直接双击），
   必要时把这个文件夹加入杀毒软件的信任区。
3. 单位的安全策略可能不许运行没有登记的程序：请联系电脑管理员放行。
{PAGE_HINT}
""",
    "not-installed": f"""还没有给这个用户安装，或程序已被删除。

请打开安装文件夹，双击 install.cmd；或把工作簿拖到安装文件夹里的“计算评分.cmd”上，不安装也能用。
{PAGE_HINT}
""",
    "in-use": """还没有删完：程序的一些文件正被使用。

请保存并关闭全部 Excel 窗口，再双击一次 uninstall.cmd（安装文件夹里也有一份）。您的工作簿都在，没有改动。
""",
    "removed": """已删除程序的全部文件，没有留下任何东西。您的工作簿都在，没有改动。
""",
    "not-removed": """没有卸载：程序的 Python 启动不了，或安装记录读不懂。什么也没有删除。

请从安装文件夹里再运行一次 install.cmd，装好以后再卸载；Excel 还开着的，请先关闭。
""",
}
"""By the name of the file, without its ending."""


def encoded(text: str) -> bytes:
    """Return a text as the file holds it."""
    return codecs.BOM_UTF16_LE + text.replace("\n", "\r\n").encode("utf-16-le")
