"""Companies and offices in Chinese text, by how their names end."""

import re
from collections.abc import Iterator

from services.enrich.reading import Reading
from services.enrich.steps.names import Name

_HAN_RUN = re.compile(r"[\u4e00-\u9fff\uff08\uff09()\u00b7]{3,60}")
_ENDINGS = (
    (
        "manufacturer",
        r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|集团公司|集团|公司)",
    ),
    (
        "manufacturer",
        r"(?:[纺织棉服装食品糖电子化工钢铁制衣鞋玩具手套渔业矿业]厂|农场|工厂|纺织厂)",
    ),
    (
        "government",
        r"(?:保障局|公安局|法院|检察院|人民政府|委员会|海关总署|劳动局|移民局)",
    ),
    ("other", r"(?:大学|研究院|研究所|工会|联合会)"),
    ("ngo", r"(?:基金会|观察组织|协会|人权组织)"),
    ("media", r"(?:通讯社|日报|晚报|电视台|周刊|新闻网)"),
)
_PATTERNS = tuple(
    (
        role,
        re.compile(rf"[\u4e00-\u9fff\uff08\uff09()\u00b7]{{2,24}}?(?P<end>{ending})"),
    )
    for role, ending in _ENDINGS
)
# What stands before a name and is no part of it.
_LEAD = re.compile(
    r".*(?:的|在|由|向|对|與|与|和|及|、|被|是|为|從|从|给|於|于|称|说|到|进入|通过|包括|以及|指控"
    r"|来自|一家|这家|该|名为|名叫|叫做|叫|据|让|把|将|找到|属于|隶属|供应|受雇|送往|送到|运往|卖给|出口|有|去)"
)
_NAME_CHARS_MIN = 4
# A bare `the company` or `this factory`.
_GENERIC = re.compile(
    r"^(?:这|那|该|本|我们|他们|一|两|几|多|大|小|外|中国|当地|某)?(?:家|个)?(?:公司|集团|工厂|农场|企业)$"
)

# `A cleaning company`, `some mill`: told by its work, unless its legal form follows.
_INDEFINITE = re.compile(r"[一某几多两这那有][家间]")
_LEGAL = re.compile(r"有限|集团|股份")


def find_hanzi_names(reading: Reading) -> Iterator[Name]:
    """Organizations in hanzi."""
    for run in _HAN_RUN.finditer(reading.text):
        for role, pattern in _PATTERNS:
            for match in pattern.finditer(run[0]):
                lead = _LEAD.match(match[0], 0, len(match[0]) - len(match["end"]))
                offset = lead.end() if lead else 0
                name = match[0][offset:].lstrip("\uff08(\uff09)\u00b7")
                offset = len(match[0]) - len(name)
                if len(name) < _NAME_CHARS_MIN or _GENERIC.match(name):
                    continue
                if _is_some(run[0][: match.start() + offset], name):
                    continue
                start = run.start() + match.start() + offset
                end = run.start() + match.end()
                yield Name(reading, start, end, "rule:hanzi", 0.8, role)


def _is_some(before: str, name: str) -> bool:
    """Whether an article stands before a name, or was taken for its start."""
    article = _INDEFINITE.fullmatch(before[-2:]) or _INDEFINITE.match(name)
    return article is not None and not _LEGAL.search(name)
