"""One organization under all its spellings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from anyascii import anyascii

from services.enrich.steps.claimed_companies import ClaimedName
from services.enrich.steps.legal_forms import strip_legal_form
from services.enrich.steps.names import Name
from tocsin.text.folding import fold

# So many spellings of one organization serve no reader any more.
_VARIANTS_MAX = 20


@dataclass(slots=True)
class Group:
    """An organization while its spellings are being gathered.

    Attributes:
        key: its normal name.
        names: its places in the texts.
        claimed: its names in the report's form.
        claimed_role: its role there.
        country: its country there.
        is_claimed_maker: whether the form accuses it.
    """

    key: str
    names: list[Name] = field(default_factory=list)
    claimed: tuple[str, ...] = ()
    claimed_role: str | None = None
    country: str | None = None
    is_claimed_maker: bool = False

    def variants(self) -> tuple[str, ...]:
        """Its spellings, those of the texts first, none twice."""
        quotes = (" ".join(name.quote.split()) for name in self.names)
        return tuple(dict.fromkeys((*quotes, *self.claimed)))[:_VARIANTS_MAX]

    def hints(self) -> tuple[str, ...]:
        """Roles that finders gave, the surest first."""
        ranked = sorted(self.names, key=lambda name: -name.confidence)
        return tuple(dict.fromkeys(name.role for name in ranked if name.role))


def key_of(name: str) -> str:
    """What spellings of one organization share: no legal form, no accents, Latin."""
    return strip_legal_form(anyascii(name)) or fold(name)


def group_names(names: Sequence[Name], claims: Iterable[ClaimedName]) -> list[Group]:
    """Names and claims by organization, the claimed ones first."""
    groups: dict[str, Group] = {}
    for claim in claims:
        _add_claim(groups, claim)
    for name in names:
        if name.same_as is None:
            key = key_of(name.quote)
            groups.setdefault(key, Group(key)).names.append(name)
    for name in names:
        if name.same_as is not None:
            _add_short_form(groups, name)
    _merge_acronyms(groups, names)
    _merge_beginnings(groups)
    return list({id(group): group for group in groups.values()}.values())


def _add_claim(groups: dict[str, Group], claim: ClaimedName) -> None:
    keys = [key_of(name) for name in claim.names]
    group = next((groups[key] for key in keys if key in groups), None) or Group(keys[0])
    group.claimed = tuple(dict.fromkeys((*group.claimed, *claim.names)))
    group.claimed_role = group.claimed_role or claim.role
    group.country = group.country or claim.country
    group.is_claimed_maker = group.is_claimed_maker or claim.is_maker
    for key in keys:
        groups.setdefault(key, group)


def _add_short_form(groups: dict[str, Group], name: Name) -> None:
    """A short form joins the organization that it stands for."""
    key, own = key_of(name.same_as or name.quote), key_of(name.quote)
    group = groups.setdefault(key, Group(key))
    group.names.append(name)
    _join(groups, own, group)


def _join(groups: dict[str, Group], key: str, into: Group) -> None:
    """All that stands under a key belongs to another organization from now on."""
    other = groups.get(key)
    if other is not None and other is not into:
        into.names += other.names
        into.claimed += other.claimed
        into.claimed_role = into.claimed_role or other.claimed_role
        into.country = into.country or other.country
        into.is_claimed_maker = into.is_claimed_maker or other.is_claimed_maker
        for each, group in list(groups.items()):
            if group is other:
                groups[each] = into
    groups[key] = into


def _merge_acronyms(groups: dict[str, Group], names: Sequence[Name]) -> None:
    """Names that differ in their marks only: U.S. Customs, US Customs."""
    squeezed: dict[str, str] = {}
    for name in names:
        key = key_of(name.quote)
        tight = key.replace(" ", "")
        if tight in squeezed and squeezed[tight] != key:
            _join(groups, key, groups[squeezed[tight]])
        squeezed.setdefault(tight, key)


def _merge_beginnings(groups: dict[str, Group]) -> None:
    """`Imperial` is `Imperial Brands` where only one organization begins so."""
    keys = sorted(groups, key=len)
    for short in keys:
        longer = [k for k in keys if k.startswith(short + " ")]
        found = {id(groups[k]) for k in longer}
        if len(found) != 1 or groups[longer[0]] is groups[short]:
            continue
        if not (groups[short].claimed and groups[longer[0]].claimed):
            _join(groups, short, groups[longer[0]])
