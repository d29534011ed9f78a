"""What can be wrong with a roll-up, with a file for it, or with its writing."""

from selfeval_xl.messages.template import LISTED, MessageTemplate

TEMPLATES = (
    MessageTemplate(
        "F71 与另一个文件相同",
        "“{file}”填的内容与“{first}”完全相同，没有重复计入。",
        "请核对是不是同一份存了两次；本该是另一个项目的，请改好项目名称和内容再汇总。",
        "同一份自评算两次，项目数、预算和得分的合计都会多出来。比较的是填写的内容，不是文件名。",
        LISTED,
    ),
    MessageTemplate(
        "F72 同一项目报送了两次",
        "“{file}”与“{first}”是同一个项目（{same}相同），内容却不同，两份都计入了合计。",
        "请确认以哪一份为准，把另一份移出文件夹，再汇总一次；确是两个项目的，请写明各自的项目编码。",
        "程序不替人决定哪一份作数。留着两份，合计里这个项目就算了两次。",
        LISTED,
    ),
    MessageTemplate(
        "F73 不是汇总表",
        "“{file}”不是多项目汇总：{detail}。",
        "请给出去年用 selfeval-xl rollup 得到的汇总表（.xlsx），或从它导出的项目汇总 CSV。",
        "与去年比较要按“项目汇总”的表头找列，单个项目的自评表和别的表格里没有这些列。",
    ),
    MessageTemplate(
        "F74 没有装 pyarrow",
        "写 Parquet 文件要用 pyarrow，这台电脑上没有装。",
        '请运行 pip install "selfeval-xl[rollup]"；或者改用 --to xlsx、csv、json，它们不用另装什么。',
        "Parquet 是给数据分析用的格式，平时用不上，所以不随程序一起装。",
    ),
    MessageTemplate(
        "F75 汇总表太大",
        "“{file}”超过了 4 GB，Excel 打不开这么大的工作簿，没有写出。",
        "请改用 --to csv 或 --to parquet；或者按部门、按年度分几个文件夹，各汇总一次。",
        "工作簿里一个部件最大 4 GB，写不完整的文件打不开。",
    ),
    MessageTemplate(
        "F80 文件夹里没有自评表",
        "“{file}”和它下面的文件夹里没有找到表格，也没有找到 Word 文档。",
        "请给出装着自评工作簿或自评表的文件夹。",
        "程序找 .xlsx、.xls、.et、.ods、.docx 之类的文件和装着它们的 .zip，隐藏文件、临时文件和本程序的备份不算。",
    ),
    MessageTemplate(
        "F81 文件名显示不出来",
        "“{file}”的文件名里有无法显示的字符，没有读。",
        "请给它改一个名字，再汇总一次。",
        "多半是在别的系统上解压时编码不对，写进汇总表后就找不回这个文件。",
        LISTED,
    ),
    MessageTemplate(
        "F82 读的时候文件在变",
        "“{file}”读了几次，每次都有人在写它，没有读。",
        "请等对方保存完，再汇总一次（加上 --resume，别的文件不用重读）。",
        "读到一半的文件，数字可能新旧混在一起。",
        LISTED,
    ),
    MessageTemplate(
        "F83 读的时候程序出错",
        "读“{file}”时程序出了意料之外的错（{detail}），这个文件没有算进去。",
        "请单独运行 selfeval-xl check 看看；仍不行时，请把它发给维护人员。",
        "一个文件出错不影响其余的文件。",
        LISTED,
    ),
    MessageTemplate(
        "F84 读的时候程序被中止",
        "读“{file}”时，处理它的程序被系统中止了（多半是内存不够），这个文件没有算进去。",
        "请单独运行 selfeval-xl check 看看；文件很大的，请删去多余的工作表后另存再试。",
        "其余的文件已换一个进程接着读。",
        LISTED,
    ),
    MessageTemplate(
        "F85 分片写得不对",
        "--shard 后面的“{shown}”看不懂。",
        "请写成 第几片/共几片，例如 1/4。",
        "几台电脑各做一片，片数要一致，每片做一次。",
    ),
    MessageTemplate(
        "F86 不是分片文件",
        "“{file}”不是 rollup --shard 写出的分片，或者没有写完。",
        "请重新做这一片；给 merge 的应当是各台电脑上 --shard 得到的文件。",
        "没有写完的分片会让汇总少掉一些项目。",
    ),
    MessageTemplate(
        "F87 分片不是一起的",
        "“{file}”与“{first}”不能合在一起：{detail}。",
        "请用同一个版本的程序、同样的选项，对同一个文件夹重新做这一片；只是合并时写得不一样的，改好命令再合并就行。",
        "版本或评价标准不同，同一个工作簿会算出不同的分。",
    ),
    MessageTemplate(
        "F88 分片不齐",
        "一共 {count} 片，还缺第 {missing} 片。",
        "请把缺的分片也给出来；确实没有的，请在一台电脑上重做：--shard {first}/{count}。",
        "少了一片，汇总就少了那一部分项目。",
    ),
    MessageTemplate(
        "F89 没有装 dask",
        "--scheduler 要用 dask，这台电脑上没有装。",
        '请运行 pip install "selfeval-xl[cluster]"；或者不用 --scheduler，改用 --shard 分到几台电脑上做。',
        "dask 只在几台电脑一起做时才用得上，平时不用装。",
    ),
    MessageTemplate(
        "F90 集群没有做完",
        "“{scheduler}”没有做完：{detail}。",
        "请检查调度程序和各台工作机还开着、都装了同一版本的 selfeval-xl、都能打开这个文件夹；"
        "已做完的不会丢，加上 --resume 再运行一次。",
        "工作机读的是同一个网络文件夹，路径在每台机器上都要一样。",
    ),
    MessageTemplate(
        "F91 进度文件看不懂",
        "进度文件“{file}”不是这个程序写的，没有动它。",
        "请把它移走或改名，再运行一次。",
        "进度文件和汇总表放在一起，名字以“.进度”结尾。",
    ),
    MessageTemplate(
        "F92 选项写得不对",
        "{option} 后面的“{shown}”不是大于 0 的整数。",
        "请写一个整数，例如 {option} 2。",
        "不写时，程序按电脑的处理器个数决定。",
    ),
    MessageTemplate(
        "F93 空白的自评表",
        "“{file}”是一张没有填的自评表，没有算进去。",
        "请向填报单位要填好的表；确是多余的空白模板，不用管它。",
        "项目名称、预算和完成值全都空着的，不是一个项目，算进去只会拉低平均分。",
        LISTED,
    ),
    MessageTemplate(
        "F94 没有这个文件夹",
        "“{file}”{detail}。",
        "请给出装着自评工作簿或自评表的文件夹；路径里有空格时，请给整个路径加上双引号。",
        "汇总从一个文件夹开始，它下面的文件夹一并读。",
    ),
    MessageTemplate(
        "F95 不止一个文件夹",
        "给了不止一个文件夹：{shown}。",
        "请把它们放到同一个文件夹下面，只给上面那一个；路径里有空格时，请给整个路径加上双引号。",
        "汇总表里的链接都从一个文件夹算起。",
    ),
    MessageTemplate(
        "F96 以前做的汇总表",
        "“{file}”是一份多项目汇总表，没有算进去。",
        "不用管它；要与它逐个项目比较的，汇总时请用 --last 给出这个文件。",
        "汇总表里是许多项目的结果，不是一个项目的自评；那些项目各有自己的文件，再算就重复了。",
        LISTED,
    ),
    MessageTemplate(
        "F97 文件正被打开",
        "“{file}”正在 Excel 或 WPS 中打开，可能还有没有保存的改动。",
        "请等对方保存并关闭后再汇总一次（加上 --resume，别的文件不用重读）。",
        "汇总读的是磁盘上的文件，还没有保存的改动读不到。",
        LISTED,
    ),
)
