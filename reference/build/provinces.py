"""Provinces that have a row of their own: the 31 of Iran, the states of Brazil and of the United States.

Codes of GeoNames ("admin1") follow from where the capital lies, and were checked so; codes of ISO 3166-2 are those in
force, and for Iran those of before November 2020 too, which old exports still carry.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BRAZIL", "IRAN", "Province"]


@dataclass(frozen=True, slots=True)
class Province:
    """`iso`: ISO 3166-2; `old`: the code it had before; `admin1`: GeoNames' code; `also`: what else it is called."""

    iso: str
    name: str
    name_fa: str
    capital: str
    admin1: str
    old: str = ""
    also: tuple[str, ...] = ()


IRAN = (
    Province("IR-00", "Markazi", "مرکزی", "Arāk", "34", "IR-22", ("MKZ", "Central Province")),
    Province("IR-01", "Gilan", "گیلان", "Rasht", "08", "IR-19", ("GIL", "Guilan", "Gīlān")),
    Province("IR-02", "Mazandaran", "مازندران", "Sari", "35", "IR-21", ("MZN", "Māzandarān")),
    Province(
        "IR-03", "East Azerbaijan", "آذربایجان شرقی", "Tabriz", "33", "IR-01",
        ("EAZ", "Azarbaijan-e Sharqi", "Azerbaijan East", "East Azarbaijan", "Āz̄arbāyjān-e Sharqī",
         "آ.شرقی", "آذ.شرقی"),
    ),
    Province(
        "IR-04", "West Azerbaijan", "آذربایجان غربی", "Orūmīyeh", "01", "IR-02",
        ("WAZ", "Azarbaijan-e Gharbi", "Azerbaijan West", "West Azarbaijan", "Āz̄arbāyjān-e Gharbī",
         "آ.غربی", "آذ.غربی"),
    ),
    Province(
        "IR-05", "Kermanshah", "کرمانشاه", "Kermanshah", "13", "IR-17",
        ("KRH", "Kermānshāh", "Bakhtaran", "باختران"),
    ),
    Province("IR-06", "Khuzestan", "خوزستان", "Ahvaz", "15", "IR-10", ("KHZ", "Khuzistan", "Khūzestān")),
    Province("IR-07", "Fars", "فارس", "Shiraz", "07", "IR-14", ("FRS", "Fārs", "Pars")),
    Province("IR-08", "Kerman", "کرمان", "Kerman", "29", "IR-15", ("KRN", "Kermān")),
    Province(
        "IR-09", "Razavi Khorasan", "خراسان رضوی", "Mashhad", "42", "IR-30",
        ("RKH", "Khorasan Razavi", "Khorasan-e Razavi", "Khorāsān-e Raẕavī"),
    ),
    Province(
        "IR-10", "Isfahan", "اصفهان", "Isfahan", "28", "IR-04",
        ("ESF", "Esfahan", "Eşfahān", "Esfehan", "Ispahan"),
    ),
    Province(
        "IR-11", "Sistan and Baluchestan", "سیستان و بلوچستان", "Zahedan", "04", "IR-13",
        ("SBN", "Sistan va Baluchestan", "Sistan-Baluchestan", "Sistan and Baluchistan", "سیستان بلوچستان",
         "Sīstān va Balūchestān", "بلوچستان", "سیستان"),
    ),
    Province("IR-12", "Kurdistan", "کردستان", "Sanandaj", "16", "IR-16", ("KRD", "Kordestan", "Kordestān")),
    Province("IR-13", "Hamadan", "همدان", "Hamadān", "09", "IR-24", ("HDN", "Hamedan", "Hamadān")),
    Province(
        "IR-14", "Chaharmahal and Bakhtiari", "چهارمحال و بختیاری", "Shahr-e Kord", "03", "IR-08",
        ("CHB", "Chahar Mahaal and Bakhtiari", "Chaharmahal va Bakhtiari", "Chahar Mahall and Bakhtiari",
         "Chahar Mahal and Bakhtiari", "چهارمحال بختیاری", "چهار محال", "Chahār Maḩāl va Bakhtīārī"),
    ),
    Province("IR-15", "Lorestan", "لرستان", "Khorramabad", "23", "IR-20", ("LRS", "Luristan", "Lorestān")),
    Province("IR-16", "Ilam", "ایلام", "Īlām", "10", "IR-05", ("ILM", "Īlām")),
    Province(
        "IR-17", "Kohgiluyeh and Boyer-Ahmad", "کهگیلویه و بویراحمد", "Yasuj", "05", "IR-18",
        ("KBD", "Kohgiluyeh va Boyer Ahmad", "Kohkiluyeh and Buyer Ahmad", "Kohgiluyeh and Buyer Ahmad",
         "کهگیلویه بویراحمد", "کهکیلویه و بویراحمد", "کهگیلویه", "Kohgīlūyeh va Bowyer Aḩmad"),
    ),
    Province("IR-18", "Bushehr", "بوشهر", "Bushehr", "22", "IR-06", ("BHR", "Būshehr")),
    Province("IR-19", "Zanjan", "زنجان", "Zanjan", "36", "IR-11", ("ZJN", "Zanjān")),
    Province("IR-20", "Semnan", "سمنان", "Semnan", "25", "IR-12", ("SMN", "Semnān")),
    Province("IR-21", "Yazd", "یزد", "Yazd", "40", "IR-25", ("YZD",)),
    Province("IR-22", "Hormozgan", "هرمزگان", "Bandar Abbas", "11", "IR-23", ("HRZ", "Hormozgān")),
    Province("IR-23", "Tehran", "تهران", "Tehran", "26", "IR-07", ("THR", "Teheran", "Tehrān", "طهران")),
    Province("IR-24", "Ardabil", "اردبیل", "Ardabīl", "32", "IR-03", ("ADL", "Ardebil", "Ardabīl")),
    Province("IR-25", "Qom", "قم", "Qom", "39", "IR-26", ("QHM", "Ghom", "Qum")),
    Province("IR-26", "Qazvin", "قزوین", "Qazvin", "38", "IR-28", ("GZN", "Ghazvin", "Qazvīn")),
    Province("IR-27", "Golestan", "گلستان", "Gorgān", "37", "IR-27", ("GLS", "Golestān")),
    Province(
        "IR-28", "North Khorasan", "خراسان شمالی", "Bojnūrd", "43", "IR-31",
        ("NKH", "Khorasan North", "Khorasan-e Shomali", "Khorāsān-e Shomālī"),
    ),
    Province(
        "IR-29", "South Khorasan", "خراسان جنوبی", "Bīrjand", "41", "IR-29",
        ("SKH", "Khorasan South", "Khorasan-e Jonubi", "Khorāsān-e Jonūbī"),
    ),
    Province("IR-30", "Alborz", "البرز", "Karaj", "44", "IR-32", ("ABZ", "Elburz")),
)  # fmt: skip

BRAZIL = (
    Province("BR-AC", "Acre", "", "Rio Branco", "01"),
    Province("BR-AL", "Alagoas", "", "Maceió", "02"),
    Province("BR-AP", "Amapá", "", "Macapá", "03"),
    Province("BR-AM", "Amazonas", "", "Manaus", "04"),
    Province("BR-BA", "Bahia", "", "Salvador", "05"),
    Province("BR-CE", "Ceará", "", "Fortaleza", "06"),
    Province("BR-DF", "Distrito Federal", "", "Brasília", "07"),
    Province("BR-ES", "Espírito Santo", "", "Vitória", "08"),
    Province("BR-MS", "Mato Grosso do Sul", "", "Campo Grande", "11"),
    Province("BR-MA", "Maranhão", "", "São Luís", "13"),
    Province("BR-MT", "Mato Grosso", "", "Cuiabá", "14"),
    Province("BR-MG", "Minas Gerais", "", "Belo Horizonte", "15"),
    Province("BR-PA", "Pará", "", "Belém", "16"),
    Province("BR-PB", "Paraíba", "", "João Pessoa", "17"),
    Province("BR-PR", "Paraná", "", "Curitiba", "18"),
    Province("BR-PI", "Piauí", "", "Teresina", "20"),
    Province("BR-RJ", "Rio de Janeiro", "", "Rio de Janeiro", "21"),
    Province("BR-RN", "Rio Grande do Norte", "", "Natal", "22"),
    Province("BR-RS", "Rio Grande do Sul", "", "Porto Alegre", "23"),
    Province("BR-RO", "Rondônia", "", "Porto Velho", "24"),
    Province("BR-RR", "Roraima", "", "Boa Vista", "25"),
    Province("BR-SC", "Santa Catarina", "", "Florianópolis", "26"),
    Province("BR-SP", "São Paulo", "", "São Paulo", "27"),
    Province("BR-SE", "Sergipe", "", "Aracaju", "28"),
    Province("BR-GO", "Goiás", "", "Goiânia", "29"),
    Province("BR-PE", "Pernambuco", "", "Recife", "30"),
    Province("BR-TO", "Tocantins", "", "Palmas", "31"),
)
