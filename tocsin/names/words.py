"""Words of organization names that say little about which organization it is.

Legal forms: the registered-entity suffixes in common use in exporting countries (ISO
20275 lists the official ones; these are the abbreviations that shipping papers use).
"""


def word_set(text: str) -> frozenset[str]:
    """The words of a text, parted by white space."""
    return frozenset(text.split())


LEGAL_FORMS = word_set(
    """
    ab ag aktiengesellschaft ao aps as asa asc berhad bhd bv bvba cia coltd co company
    companies compania cooperativa corp corporation cv cvba dba dmcc doo ead eeig eirl
    eood ev fzc fzco fze gbr gie gmbh gk holding holdings hldgs inc incorporated jsc jv
    kabushiki kaisha kft kg kgaa kk kommanditgesellschaft lda lc lcc limitada limited
    limitata ltd ltda llc llp lp mbh nv ohg ood ooo oao ojsc oy oyj pao pc pjsc plc pllc
    private proprietary pt pte pty ptyltd pvt pvtltd perseroan terbatas public rl sa sab
    sac sacv sae sal saoc saog sapi sarl sas sasu sc sca scrl sdn sendirian se sirketi
    sl slu snc soc sociedad anonima societe spa spj spk spol spzoo sro srl srls sti tbk
    tmi ug ulc unipessoal uab vof yk zao zoo zrt xk anonim limitet group grp groupe
    grupo gruppe gmbhco
    """
)
"""Tokens that are dropped at the end of a name, wherever that end is."""

ALWAYS_FORMS = word_set(
    """
    berhad bhd coltd co company corp corporation eood gmbh inc incorporated jsc limited
    limitada ltd ltda llc llp ood ooo pjsc plc pte pty ptyltd pvt pvtltd private sacv
    sarl sdn sirketi spzoo sti tbk unipessoal uab perseroan terbatas doo dooel srl sro
    kft lda
    """
)
"""Tokens that are dropped anywhere: they are never the name itself."""

LEADING_FORMS = word_set("pt ooo oao zao pao ao cv ud sc the uab tov")
"""Tokens that are dropped at the start, where some countries write the form."""

CJK_FORMS = (
    "股份有限公司",
    "有限责任公司",
    "有限責任公司",
    "有限公司",
    "集团",
    "集團",
    "公司",
    "株式会社",
    "有限会社",
    "주식회사",
    "(주)",
    "شركة",
    "المحدودة",
)
"""Legal forms in scripts where no space parts them from the name, longest first."""

ABBREVIATIONS = {
    "mfg": "manufacturing",
    "mfr": "manufacturing",
    "mfrs": "manufacturing",
    "manuf": "manufacturing",
    "manufacture": "manufacturing",
    "manufacturer": "manufacturing",
    "manufactory": "manufacturing",
    "manufactoring": "manufacturing",
    "intl": "international",
    "int": "international",
    "internacional": "international",
    "ind": "industry",
    "inds": "industry",
    "industrial": "industry",
    "industries": "industry",
    "bros": "brothers",
    "eng": "engineering",
    "engg": "engineering",
    "tech": "technology",
    "technologies": "technology",
    "ent": "enterprise",
    "entp": "enterprise",
    "imp": "import",
    "exp": "export",
    "impex": "import",
    "trdg": "trading",
    "trade": "trading",
    "prod": "product",
    "prods": "product",
    "prdts": "product",
    "acc": "accessory",
    "accs": "accessory",
    "chem": "chemical",
    "elec": "electric",
    "pharm": "pharmaceutical",
    "agri": "agricultural",
    "natl": "national",
    "san": "sanayi",
    "tic": "ticaret",
    "teks": "tekstil",
    "konf": "konfeksiyon",
    "ith": "ithalat",
    "ihr": "ihracat",
    "univ": "university",
    "bio": "biological",
    "biotech": "biotechnology",
    "labour": "labor",
    "aluminium": "aluminum",
}

SMALL_WORDS = word_set(
    "and of the de del la las los el y et du des van von e i ve und for in"
)

GENERIC = word_set(
    """
    accessory agricultural agriculture apparel bag bags biological biotechnology
    branch brothers brunch calzificio center centre chemical clothing commercial
    confecciones confezioni corap cotton department development digital dis division
    electronic electronics embroidery energy engineering enterprise enterprises
    export fabric factory farm fashion fiber fibre fish fishery fishing food foods
    footwear fv garment giyim global gold group ic ihracat imalat imalati import
    industry information insaat international investment ithalat jeans knit knitting
    knitwear konfeksiyon labor leather logistics machinery manufacturing marine
    material materials metal metals mill milling mine mining new no nonferrous oil
    operation operations overseas packaging palm park plant plantation plastic
    plastics processing product production products resources rubber sanayi seafood
    service services shoe shoes silicon solar sourcing spinning sportswear steel
    style supply technology tekstil textil textile thread ticaret tobacco trade
    trading transport tricot unit ventures vessel warehousing washing wear weaving
    work workshop world worldwide yarn zone
    """
)
"""Words of trades and organizations; two companies share them by chance."""

PLACES = word_set(
    """
    africa albania alabama algeria america anhui ankara argentina asia australia
    bangalore bangkok bangladesh beijing berlin bolivia bombay brasil brazil bulgaria
    burma cairo california cambodia central chile china chongqing city colombia congo
    county dalian delhi dhaka district dongguan east eastern ecuador egypt el europe
    france fujian gansu germany ghana greece guangdong guangxi guangzhou guatemala
    guizhou hainan hangzhou hanoi hebei heilongjiang henan honduras hongkong hong hubei
    hunan hungary india indonesia inner iran iraq israel istanbul italy izmir jakarta
    japan java jiangsu jiangxi jilin johor jordan karachi kazakhstan kenya kong korea
    kuala lahore lanka laos lebanon liaoning lima london lumpur macedonia madagascar
    malawi malaysia mauritius mexico mongolia morocco mumbai myanmar nanjing national
    nepal nicaragua nigeria ningbo ningxia north northern oman pakistan panama paraguay
    penang peru philippines poland port portugal province punjab qingdao qinghai
    republic romania russia saigon salvador saudi selangor serbia shaanxi shandong
    shanghai shanxi shenyang shenzhen siam sichuan sindh singapore somalia south
    southern spain sri suzhou syria taiwan tamil tanzania thai thailand tianjin tibet
    tokyo town tunisia turkey turkiye turkmenistan uganda ukraine union urumqi usa
    uzbekistan vietnam west western wuhan wuxi xiamen xinjiang yangon yantai yemen
    yunnan zambia zhejiang zhuhai zimbabwe
    """
)
"""Countries, provinces, large cities of industry and words for places."""
