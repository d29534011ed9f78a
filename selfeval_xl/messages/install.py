"""What can go wrong while installing, bundling or looking at a machine."""

from selfeval_xl.messages.template import stopped

TEMPLATES = {
    "F40 不是 Windows": stopped(
        "Excel 加载项只能装在 Windows 上，这台电脑是 {system}。",
        "这里请用命令行：selfeval-xl score 工作簿.xlsx，评分结果完全相同。",
        "加载项由 Windows 上的 Excel 运行，别的系统上的 Excel 和 WPS 装不了它。",
    ),
    "F41 Excel 正开着": stopped(
        "“{file}”正被使用，多半是 Excel 还开着，没有装完（或没有卸完）。",
        "请保存并关闭全部 Excel 窗口，再运行一次。",
        "Excel 开着时占住加载项文件，换不掉也删不掉。",
    ),
    "F42 缺少加载项文件": stopped(
        "安装文件里没有“{file}”，可能没有复制完整，也可能被杀毒软件删除了。",
        "请重新取一份完整的安装文件夹；确是杀毒软件所为的，请核对 SHA256SUMS.txt 后把安装文件夹加入信任区。",
        "少了一个文件，装上以后按钮也不能用，所以没有往下装。",
    ),
    "F43 没有写入权限": stopped(
        "不能写入“{file}”：{detail}。",
        "请确认是用自己的帐户登录，并关掉占用它的程序；单位统一管控的电脑请联系管理员，或改用“计算评分.cmd”。",
        "安装只写进您自己的文件夹，不需要管理员权限；写不进去多半是管控软件或别的帐户占用。",
    ),
    "F44 路径里有系统不认识的字": stopped(
        "“{file}”里有当前系统代码页（{encoding}）没有的字，Excel 里的按钮找不到 Python。",
        "请改用拖放：把工作簿拖到“计算评分.cmd”上；或换一个用户名只含常用字的 Windows 帐户安装。",
        "Excel 的 VBA 按系统代码页读路径，代码页里没有的字会变成问号，就找不到 Python 了。",
    ),
    "F45 文件夹不是空的": stopped(
        "“{file}”里已有文件，程序没有往里写。",
        "请换一个新的文件夹名。",
        "文件夹里可能有您自己的文件，混在一起以后分不清，所以不往里写。",
    ),
    "F46 下载组件失败": stopped(
        "没有得到 Windows 上 Python {python} 用的组件：{detail}。",
        "请检查网络和 pip 的镜像设置后再试；给了 --wheels 的，请看那个文件夹里有没有这个版本的。",
        "离线安装文件夹要装进 Windows 用的组件，缺一个就装不起来。",
    ),
    "F47 程序没有正常安装": stopped(
        "找不到程序自己的安装信息（{detail}），无法制作离线安装文件夹。",
        "请先在一个 Python 环境里用 pip 安装 selfeval-xl，再运行一次。",
        "离线文件夹由已安装的程序复制而成，没有安装信息就不知道该带哪些文件。",
    ),
    "F48 找不到个人文件夹": stopped(
        "系统没有给出环境变量 {detail}，不知道往哪里装。",
        "请用自己的帐户正常登录 Windows 后再运行。",
        "程序装在个人文件夹里，不猜测它在哪里，免得装到别人的帐户下。",
    ),
    "F49 安装记录读不懂": stopped(
        "安装记录“{file}”已损坏，不知道当初装了哪些文件，没有删除任何东西。",
        "请先运行一次 install.cmd 重新安装（会重写安装记录），再卸载。",
        "装了什么就删什么；记录读不懂时，宁可一个文件也不删。",
    ),
    "F50 Python 压缩包不能用": stopped(
        "“{file}”不能用：{detail}。",
        "请用 python.org 的“Windows embeddable package (64-bit)”，文件名像 python-3.13.11-embed-amd64.zip。",
        "文件夹里自带的 Python 要与组件是同一个版本、都是 64 位的，换一种就装不起来。",
    ),
    "F78 没有下载到 Python": stopped(
        "从 python.org 下载 {file} 没有成功：{detail}。",
        "请检查网络后再试；或在能上网的电脑从 {address} 下载，再用 --python 给出这个文件。",
        "文件夹里自带的 Python 由 python.org 发布；没有它，同事的电脑就得先装 Python。",
    ),
}
