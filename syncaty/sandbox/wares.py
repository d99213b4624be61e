"""What an invented shop sells: categories with their goods, in Arabic and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ware:
    """A kind of goods: its names, the shelf price range in riyals (VAT included), its sizes."""

    name: str
    name_en: str
    low: int
    high: int
    sizes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Department:
    """A category of the shop with its brands and goods; `kind` is Salla's product type."""

    name: str
    name_en: str
    code: str
    kind: str
    brands: tuple[str, ...]
    wares: tuple[Ware, ...]


_ML = (("50 مل", "50 ml"), ("100 مل", "100 ml"))
_OUNCE = (("ربع أوقية", "quarter ounce"), ("أوقية", "ounce"))
_BAG = (("250 جم", "250 g"), ("500 جم", "500 g"), ("1 كجم", "1 kg"))
_BOX = (("علبة صغيرة", "small box"), ("علبة كبيرة", "large box"))
_DRESS = (("مقاس 54", "size 54"), ("مقاس 56", "size 56"), ("مقاس 58", "size 58"))
_ONE = (("", ""),)

DEPARTMENTS: tuple[Department, ...] = (
    Department(
        "العود والبخور",
        "Oud & incense",
        "OUD",
        "product",
        ("دار الطيب", "عود نجد"),
        (
            Ware("دهن عود كمبودي", "Cambodian oud oil", 350, 900, _OUNCE),
            Ware("عود مروكي", "Marouki oud", 250, 700, _OUNCE),
            Ware("معمول دوسري", "Dossari incense", 60, 160, _BOX),
            Ware("مبخرة إلكترونية", "Electric burner", 90, 220, _ONE),
        ),
    ),
    Department(
        "العطور",
        "Perfume",
        "PRF",
        "product",
        ("مسك", "ليالي"),
        (
            Ware("عطر ليالي الرياض", "Riyadh Nights eau de parfum", 180, 420, _ML),
            Ware("عطر مسك أبيض", "White musk", 70, 190, _ML),
            Ware("عطر زعفران", "Saffron eau de parfum", 220, 520, _ML),
            Ware("معطر مفارش", "Linen mist", 30, 80, _ML),
        ),
    ),
    Department(
        "القهوة",
        "Coffee",
        "COF",
        "food",
        ("محمصة الحجاز", "بن الجنوب"),
        (
            Ware("قهوة سعودية شقراء", "Blonde Saudi coffee", 35, 120, _BAG),
            Ware("بن خولاني", "Khawlani beans", 60, 190, _BAG),
            Ware("إثيوبيا قوجي", "Ethiopia Guji", 50, 170, _BAG),
            Ware("هيل فاخر", "Fine cardamom", 45, 150, _BAG),
            Ware("دلة رسلان", "Raslan dallah", 140, 380, _ONE),
        ),
    ),
    Department(
        "التمور",
        "Dates",
        "DAT",
        "food",
        ("نخيل القصيم", "مزارع المدينة"),
        (
            Ware("تمر سكري مفتل", "Sukkari dates", 25, 110, _BAG),
            Ware("عجوة المدينة", "Ajwa of Medina", 50, 180, _BAG),
            Ware("خلاص الأحساء", "Khalas of Al-Ahsa", 25, 100, _BAG),
            Ware("معمول تمر", "Date maamoul", 30, 85, _BOX),
        ),
    ),
    Department(
        "العبايات",
        "Abayas",
        "ABA",
        "product",
        ("هيبة", "سدل"),
        (
            Ware("عباية كريب سوداء", "Black crepe abaya", 190, 420, _DRESS),
            Ware("عباية كتان", "Linen abaya", 220, 460, _DRESS),
            Ware("عباية مطرزة", "Embroidered abaya", 320, 850, _DRESS),
            Ware("طرحة حرير", "Silk shawl", 60, 180, _ONE),
        ),
    ),
    Department(
        "العناية بالبشرة",
        "Skincare",
        "SKN",
        "product",
        ("ندى", "صفاء"),
        (
            Ware("واقي شمس", "Sunscreen", 60, 150, _ML),
            Ware("سيروم فيتامين سي", "Vitamin C serum", 80, 210, _ML),
            Ware("زبدة الشيا", "Shea butter", 35, 95, _ML),
            Ware("صابون الغار", "Laurel soap", 15, 40, _BOX),
        ),
    ),
    Department(
        "الإلكترونيات",
        "Electronics",
        "ELC",
        "product",
        ("تقنية", "نبض"),
        (
            Ware("سماعة لاسلكية", "Wireless earbuds", 120, 480, _ONE),
            Ware("شاحن سريع", "Fast charger", 50, 140, _ONE),
            Ware("ساعة ذكية", "Smart watch", 280, 950, _ONE),
            Ware("بطارية متنقلة", "Power bank", 80, 230, _ONE),
        ),
    ),
    Department(
        "الهدايا",
        "Gifts",
        "GFT",
        "product",
        ("مناسبات",),
        (
            Ware("صندوق هدية العيد", "Eid gift box", 120, 390, _BOX),
            Ware("بطاقة تهنئة", "Greeting card", 8, 20, _ONE),
            Ware("طقم فناجين", "Cup set", 70, 240, _ONE),
        ),
    ),
)
TAGS: tuple[str, ...] = ("جديد", "الأكثر مبيعا", "رمضان", "هدية", "عرض")
