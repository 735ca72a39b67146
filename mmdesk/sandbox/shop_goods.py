"""What the invented shop sells: kinds of goods, models, colours and categories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class GoodsKind(StrEnum):
    """A kind of goods; decides how a picture of it is drawn."""

    MUG = "mug"
    PLATE = "plate"
    BOWL = "bowl"
    TEAPOT = "teapot"
    GLASS = "glass"
    JAR = "jar"
    BOARD = "board"
    PAN = "pan"
    BLANKET = "blanket"
    TOWEL = "towel"
    PILLOW = "pillow"
    BEDDING = "bedding"
    RUG = "rug"
    LAMP = "lamp"
    GARLAND = "garland"
    CANDLE = "candle"
    VASE = "vase"
    CLOCK = "clock"
    FRAME = "frame"
    BASKET = "basket"


class Gender(StrEnum):
    """Grammatical gender of a noun, for its adjectives."""

    MASCULINE = "m"
    FEMININE = "f"
    NEUTER = "n"
    PLURAL = "p"


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour: its paint and its Russian forms in the order of Gender."""

    code: str
    rgb: tuple[int, int, int]
    forms: tuple[str, str, str, str]

    def agreeing(self, gender: Gender) -> str:
        return self.forms[list(Gender).index(gender)]


@dataclass(frozen=True, slots=True)
class Category:
    """A node of the catalogue's tree; `parent` 0 is the root."""

    id: int
    name: str
    parent: int = 0


@dataclass(frozen=True, slots=True)
class Model:
    """One product of a kind; `scale` multiplies the kind's price and weight."""

    vendor: str
    series: str
    size: str
    scale: Decimal


@dataclass(frozen=True, slots=True)
class Goods:
    """Everything three models of one kind have in common; weight in grams, sizes in millimetres."""

    kind: GoodsKind
    noun: str
    gender: Gender
    prefix: str
    category: int
    material: str
    price: int
    weight: int
    size: tuple[int, int, int]
    models: tuple[Model, Model, Model]
    colours: tuple[str, str, str, str, str]
    vat_rate: str = "20"
    markable: bool = False


COLOURS: Mapping[str, Colour] = {
    colour.code: colour
    for colour in (
        Colour("white", (240, 236, 228), ("белый", "белая", "белое", "белые")),
        Colour("blue", (58, 96, 160), ("синий", "синяя", "синее", "синие")),
        Colour("green", (88, 130, 90), ("зелёный", "зелёная", "зелёное", "зелёные")),
        Colour("grey", (138, 142, 148), ("серый", "серая", "серое", "серые")),
        Colour("terracotta", (198, 98, 66), ("терракотовый", "терракотовая", "терракотовое", "терракотовые")),
        Colour("mustard", (214, 162, 52), ("горчичный", "горчичная", "горчичное", "горчичные")),
        Colour("pink", (222, 156, 164), ("розовый", "розовая", "розовое", "розовые")),
        Colour("black", (52, 52, 56), ("чёрный", "чёрная", "чёрное", "чёрные")),
        Colour("beige", (212, 190, 158), ("бежевый", "бежевая", "бежевое", "бежевые")),
        Colour("burgundy", (128, 42, 58), ("бордовый", "бордовая", "бордовое", "бордовые")),
        Colour("turquoise", (72, 160, 160), ("бирюзовый", "бирюзовая", "бирюзовое", "бирюзовые")),
        Colour("natural", (196, 154, 104), ("натуральный", "натуральная", "натуральное", "натуральные")),
    )
}

CATEGORIES: tuple[Category, ...] = (
    Category(10, "Товары для дома"),
    Category(11, "Посуда", 10),
    Category(111, "Кружки и стаканы", 11),
    Category(112, "Тарелки и салатники", 11),
    Category(113, "Чайники и банки", 11),
    Category(12, "Кухня", 10),
    Category(121, "Разделочные доски", 12),
    Category(122, "Сковороды", 12),
    Category(13, "Текстиль", 10),
    Category(131, "Пледы и подушки", 13),
    Category(132, "Полотенца", 13),
    Category(133, "Постельное бельё", 13),
    Category(134, "Коврики", 13),
    Category(14, "Свет", 10),
    Category(15, "Декор", 10),
    Category(151, "Свечи и вазы", 15),
    Category(152, "Часы и рамки", 15),
    Category(16, "Хранение", 10),
)

_ONE = Decimal(1)
_MORE = Decimal("1.35")
_MOST = Decimal("1.8")
_M, _F, _N, _P = Gender


def _models(*named: tuple[str, str, str]) -> tuple[Model, Model, Model]:
    small, middle, large = named
    return Model(*small, _ONE), Model(*middle, _MORE), Model(*large, _MOST)


_TABLEWARE = ("white", "blue", "green", "terracotta", "mustard")
_SOFT = ("grey", "beige", "green", "mustard", "burgundy")
_PALE = ("white", "grey", "pink", "blue", "beige")
_DARK = ("black", "white", "green", "burgundy", "turquoise")
_WOODEN = ("natural", "black", "beige", "grey", "white")

GOODS: tuple[Goods, ...] = (
    Goods(
        GoodsKind.MUG,
        "Кружка керамическая",
        _F,
        "KR",
        111,
        "керамика",
        690,
        380,
        (130, 95, 100),
        _models(("Лумвик", "Бриз", "300 мл"), ("Olmari", "Havn", "350 мл"), ("Тихолесье", "Иней", "480 мл")),
        _TABLEWARE,
    ),
    Goods(
        GoodsKind.GLASS,
        "Стакан стеклянный",
        _M,
        "ST",
        111,
        "стекло",
        390,
        240,
        (80, 80, 130),
        _models(("Varnaveld", "Klar", "250 мл"), ("Olmari", "Sund", "310 мл"), ("Лумвик", "Капля", "420 мл")),
        ("turquoise", "grey", "green", "pink", "mustard"),
    ),
    Goods(
        GoodsKind.PLATE,
        "Тарелка обеденная",
        _F,
        "TR",
        112,
        "каменная керамика",
        590,
        620,
        (270, 270, 30),
        _models(("Olmari", "Havn", "21 см"), ("Лумвик", "Бриз", "25 см"), ("Тихолесье", "Иней", "28 см")),
        _TABLEWARE,
    ),
    Goods(
        GoodsKind.BOWL,
        "Салатник керамический",
        _M,
        "SL",
        112,
        "керамика",
        890,
        710,
        (220, 220, 90),
        _models(("Лумвик", "Бриз", "600 мл"), ("Olmari", "Havn", "1 л"), ("Тихолесье", "Иней", "1,6 л")),
        _TABLEWARE,
    ),
    Goods(
        GoodsKind.TEAPOT,
        "Чайник заварочный",
        _M,
        "CH",
        113,
        "керамика",
        1490,
        760,
        (220, 140, 150),
        _models(
            ("Olmari", "Damp", "500 мл"), ("Тихолесье", "Самотёк", "750 мл"), ("Лумвик", "Полдень", "1,1 л")
        ),
        ("white", "blue", "black", "terracotta", "turquoise"),
    ),
    Goods(
        GoodsKind.JAR,
        "Банка для сыпучих продуктов",
        _F,
        "BN",
        113,
        "керамика и дерево",
        640,
        540,
        (110, 110, 150),
        _models(
            ("Домовея", "Полка", "400 мл"), ("Домовея", "Полка", "800 мл"), ("Домовея", "Полка", "1,5 л")
        ),
        ("white", "grey", "green", "beige", "pink"),
    ),
    Goods(
        GoodsKind.BOARD,
        "Доска разделочная",
        _F,
        "DR",
        121,
        "дерево",
        990,
        850,
        (380, 250, 20),
        _models(
            ("Тихолесье", "Кряж", "30x20 см"),
            ("Skarnholm", "Bord", "38x25 см"),
            ("Тихолесье", "Кряж", "45x30 см"),
        ),
        _WOODEN,
        vat_rate="none",
    ),
    Goods(
        GoodsKind.PAN,
        "Сковорода с антипригарным покрытием",
        _F,
        "SK",
        122,
        "алюминий",
        1790,
        1100,
        (450, 270, 80),
        _models(
            ("Skarnholm", "Panna", "20 см"), ("Varnaveld", "Stek", "24 см"), ("Skarnholm", "Panna", "28 см")
        ),
        ("black", "grey", "terracotta", "green", "burgundy"),
    ),
    Goods(
        GoodsKind.BLANKET,
        "Плед вязаный",
        _M,
        "PL",
        131,
        "хлопок",
        2990,
        1100,
        (400, 300, 120),
        _models(
            ("Olmari", "Ull", "130x170 см"),
            ("Тихолесье", "Зимник", "150x200 см"),
            ("Olmari", "Ull", "200x220 см"),
        ),
        _SOFT,
    ),
    Goods(
        GoodsKind.PILLOW,
        "Подушка декоративная",
        _F,
        "PD",
        131,
        "велюр",
        990,
        520,
        (400, 400, 140),
        _models(
            ("Домовея", "Уют", "40x40 см"), ("Лумвик", "Бархат", "45x45 см"), ("Домовея", "Уют", "50x50 см")
        ),
        _SOFT,
    ),
    Goods(
        GoodsKind.TOWEL,
        "Полотенце махровое",
        _N,
        "PT",
        132,
        "хлопок",
        590,
        310,
        (300, 200, 60),
        _models(
            ("Лумвик", "Прибой", "50x90 см"),
            ("Лумвик", "Прибой", "70x140 см"),
            ("Домовея", "Малыш", "90x90 см"),
        ),
        _PALE,
        vat_rate="10",
    ),
    Goods(
        GoodsKind.BEDDING,
        "Комплект постельного белья",
        _M,
        "KB",
        133,
        "сатин",
        3990,
        1900,
        (380, 300, 100),
        _models(
            ("Домовея", "Тишина", "полуторный"),
            ("Olmari", "Natt", "двуспальный"),
            ("Домовея", "Тишина", "евро"),
        ),
        _PALE,
        markable=True,
    ),
    Goods(
        GoodsKind.RUG,
        "Коврик для ванной",
        _M,
        "KV",
        134,
        "микрофибра",
        890,
        650,
        (600, 150, 150),
        _models(
            ("Лумвик", "Прибой", "40x60 см"),
            ("Varnaveld", "Mose", "50x80 см"),
            ("Лумвик", "Прибой", "60x100 см"),
        ),
        _SOFT,
    ),
    Goods(
        GoodsKind.LAMP,
        "Лампа настольная",
        _F,
        "LN",
        14,
        "металл и ткань",
        2490,
        1300,
        (280, 280, 420),
        _models(
            ("Skarnholm", "Lyst", "E14"), ("Olmari", "Kveld", "E27"), ("Skarnholm", "Lyst", "с диммером")
        ),
        _DARK,
    ),
    Goods(
        GoodsKind.GARLAND,
        "Гирлянда светодиодная",
        _F,
        "GR",
        14,
        "медь и пластик",
        590,
        180,
        (150, 120, 60),
        _models(
            ("Varnaveld", "Stjerne", "3 м"), ("Varnaveld", "Stjerne", "5 м"), ("Лумвик", "Светлячки", "10 м")
        ),
        ("mustard", "blue", "pink", "green", "white"),
    ),
    Goods(
        GoodsKind.CANDLE,
        "Свеча ароматическая",
        _F,
        "SV",
        151,
        "соевый воск",
        690,
        330,
        (80, 80, 100),
        _models(("Тихолесье", "Хвоя", "25 ч"), ("Olmari", "Ro", "35 ч"), ("Тихолесье", "Вереск", "50 ч")),
        ("white", "green", "burgundy", "beige", "pink"),
    ),
    Goods(
        GoodsKind.VASE,
        "Ваза для цветов",
        _F,
        "VZ",
        151,
        "керамика",
        1290,
        900,
        (160, 160, 280),
        _models(("Olmari", "Blom", "20 см"), ("Лумвик", "Стебель", "26 см"), ("Olmari", "Blom", "32 см")),
        ("white", "terracotta", "turquoise", "mustard", "black"),
    ),
    Goods(
        GoodsKind.CLOCK,
        "Часы настенные",
        _P,
        "CN",
        152,
        "дерево и металл",
        1890,
        780,
        (320, 320, 50),
        _models(
            ("Skarnholm", "Time", "25 см"), ("Домовея", "Полдник", "30 см"), ("Skarnholm", "Time", "38 см")
        ),
        _DARK,
    ),
    Goods(
        GoodsKind.FRAME,
        "Фоторамка деревянная",
        _F,
        "FR",
        152,
        "дерево",
        490,
        350,
        (260, 200, 25),
        _models(
            ("Домовея", "Память", "10x15 см"),
            ("Тихолесье", "Кряж", "15x20 см"),
            ("Домовея", "Память", "21x30 см"),
        ),
        _WOODEN,
        vat_rate="none",
    ),
    Goods(
        GoodsKind.BASKET,
        "Корзина для хранения",
        _F,
        "KZ",
        16,
        "хлопковый шнур",
        1190,
        480,
        (300, 300, 260),
        _models(
            ("Домовея", "Узелок", "22 см"), ("Varnaveld", "Kurv", "28 см"), ("Домовея", "Узелок", "35 см")
        ),
        _SOFT,
    ),
)
