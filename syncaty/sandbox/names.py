"""Given names, families and places an invented Saudi shop draws its people from."""

from dataclasses import dataclass

MEN: tuple[tuple[str, str], ...] = (
    ("محمد", "Mohammed"),
    ("عبدالله", "Abdullah"),
    ("فهد", "Fahad"),
    ("خالد", "Khalid"),
    ("سلطان", "Sultan"),
    ("عبدالرحمن", "Abdulrahman"),
    ("سعود", "Saud"),
    ("ناصر", "Nasser"),
    ("تركي", "Turki"),
    ("بندر", "Bandar"),
    ("ماجد", "Majed"),
    ("ياسر", "Yasser"),
    ("عمر", "Omar"),
    ("إبراهيم", "Ibrahim"),
    ("راكان", "Rakan"),
    ("مشعل", "Mishal"),
)
WOMEN: tuple[tuple[str, str], ...] = (
    ("نورة", "Noura"),
    ("سارة", "Sarah"),
    ("ريم", "Reem"),
    ("لطيفة", "Latifa"),
    ("هند", "Hind"),
    ("منيرة", "Munira"),
    ("العنود", "Alanoud"),
    ("شهد", "Shahad"),
    ("أمل", "Amal"),
    ("غادة", "Ghada"),
    ("دانة", "Danah"),
    ("جواهر", "Jawaher"),
    ("لمى", "Lama"),
    ("عبير", "Abeer"),
    ("فاطمة", "Fatimah"),
    ("رهف", "Rahaf"),
)
FAMILIES: tuple[tuple[str, str], ...] = (
    ("العتيبي", "Alotaibi"),
    ("القحطاني", "Alqahtani"),
    ("الحربي", "Alharbi"),
    ("الغامدي", "Alghamdi"),
    ("الزهراني", "Alzahrani"),
    ("الشمري", "Alshammari"),
    ("الدوسري", "Aldossari"),
    ("المطيري", "Almutairi"),
    ("الشهري", "Alshehri"),
    ("العنزي", "Alanazi"),
    ("السبيعي", "Alsubaie"),
    ("البلوي", "Albalawi"),
    ("المالكي", "Almalki"),
    ("باوزير", "Bawazir"),
    ("الأحمدي", "Alahmadi"),
    ("التميمي", "Altamimi"),
    ("الراشد", "Alrashed"),
    ("الفضلي", "Alfadhli"),
)


@dataclass(frozen=True, slots=True)
class Country:
    """A country with its dialling code, currency and how its mobile numbers begin and run on."""

    code: str
    name: str
    dial: str
    currency: str
    starts: tuple[str, ...]
    digits: int


SAUDI = Country("SA", "السعودية", "+966", "SAR", ("50", "53", "54", "55", "56", "58", "59"), 9)
EMIRATES = Country("AE", "الإمارات", "+971", "AED", ("50", "52", "54", "55", "56"), 9)
KUWAIT = Country("KW", "الكويت", "+965", "KWD", ("500", "550", "660", "990"), 8)
BAHRAIN = Country("BH", "البحرين", "+973", "BHD", ("36", "39"), 8)
QATAR = Country("QA", "قطر", "+974", "QAR", ("33", "55", "66"), 8)
OMAN = Country("OM", "عمان", "+968", "OMR", ("92", "95", "99"), 8)

CITIES: tuple[tuple[str, Country, int], ...] = (
    ("الرياض", SAUDI, 300),
    ("جدة", SAUDI, 200),
    ("مكة", SAUDI, 80),
    ("المدينة المنورة", SAUDI, 70),
    ("الدمام", SAUDI, 70),
    ("الخبر", SAUDI, 50),
    ("الطائف", SAUDI, 35),
    ("بريدة", SAUDI, 30),
    ("تبوك", SAUDI, 25),
    ("أبها", SAUDI, 25),
    ("خميس مشيط", SAUDI, 20),
    ("حائل", SAUDI, 20),
    ("جازان", SAUDI, 15),
    ("نجران", SAUDI, 10),
    ("الهفوف", SAUDI, 20),
    ("ينبع", SAUDI, 10),
    ("دبي", EMIRATES, 12),
    ("أبو ظبي", EMIRATES, 8),
    ("الكويت", KUWAIT, 14),
    ("المنامة", BAHRAIN, 8),
    ("الدوحة", QATAR, 7),
    ("مسقط", OMAN, 6),
)
