# ruff: noqa: E501  (texts and lists of names read better on one line)
"""Where invented people live and what they are called: names, places, telephone numbers.

Native and Latin spellings stand as `王:Wang`; given names end in `/m` or `/f` where the form of address follows.
In a telephone pattern `#` is any digit; most patterns lie in ranges that are kept free for fiction.
"""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Culture:
    code: str
    country: str
    weight: int
    families: str
    givens: str
    places: tuple[tuple[str, str, str], ...]  # city, state, postal code with #
    streets: str
    phone: str
    mobile: str
    language: str = "en"

    def __reduce__(self):
        """Between processes it goes by its code."""
        return culture_named, (self.code,)

    @cached_property
    def family_names(self) -> list[tuple[str, str]]:
        return [_spellings(word) for word in self.families.split()]

    @cached_property
    def given_names(self) -> list[tuple[str, str, str]]:
        return [(*_spellings(word[:-2]), word[-1]) for word in self.givens.split()]

    @cached_property
    def street_names(self) -> list[str]:
        return self.streets.split(", ")


def culture_named(code: str) -> Culture:
    return next(culture for culture in CULTURES if culture.code == code)


def _spellings(word: str) -> tuple[str, str]:
    native, _, latin = word.replace("_", " ").partition(":")
    return native, latin or native


CULTURES = (
    Culture(
        "us",
        "United States",
        20,
        "Smith Johnson Carter Nguyen Garcia Robinson Walker Ramirez Brooks Coleman Hayes Sullivan Foster Bennett "
        "Goldberg Washington Kowalski Delgado Freeman Larson Whitfield O'Connor",
        "James/m Emily/f Michael/m Ashley/f David/m Jasmine/f Ryan/m Olivia/f Marcus/m Hannah/f Ethan/m Sofia/f "
        "Tyrone/m Grace/f Logan/m Aaliyah/f Peter/m Megan/f",
        (
            ("New York", "NY", "100##"),
            ("San Francisco", "CA", "941##"),
            ("Austin", "TX", "787##"),
            ("Chicago", "IL", "606##"),
            ("Boston", "MA", "021##"),
            ("Denver", "CO", "802##"),
            ("Atlanta", "GA", "303##"),
        ),
        "Market Street, Congress Avenue, Lake Shore Drive, Beacon Street, Mission Street, Peachtree Road",
        "+1 2## 555 01##",
        "+1 4## 555 01##",
    ),
    Culture(
        "cn",
        "China",
        24,
        "王:Wang 李:Li 张:Zhang 刘:Liu 陈:Chen 杨:Yang 赵:Zhao 黄:Huang 周:Zhou 吴:Wu 徐:Xu 孙:Sun 胡:Hu 朱:Zhu "
        "高:Gao 林:Lin 何:He 郭:Guo 马:Ma 罗:Luo 梁:Liang 宋:Song 郑:Zheng 谢:Xie 欧阳:Ouyang",
        "芳:Fang/f 伟:Wei/m 娜:Na/f 秀英:Xiuying/f 敏:Min/f 静:Jing/f 强:Qiang/m 磊:Lei/m 军:Jun/m 洋:Yang/m 勇:Yong/m "
        "艳:Yan/f 杰:Jie/m 娟:Juan/f 涛:Tao/m 明:Ming/m 超:Chao/m 雪梅:Xuemei/f 浩然:Haoran/m 子涵:Zihan/f 宇轩:Yuxuan/m "
        "思远:Siyuan/m 雨桐:Yutong/f 建国:Jianguo/m",
        (
            ("北京", "北京市", "1000##"),
            ("上海", "上海市", "2000##"),
            ("深圳", "广东省", "5180##"),
            ("广州", "广东省", "5100##"),
            ("杭州", "浙江省", "3100##"),
            ("成都", "四川省", "6100##"),
            ("天津", "天津市", "3000##"),
            ("青岛", "山东省", "2660##"),
            ("石家庄", "河北省", "0500##"),
            ("武汉", "湖北省", "4300##"),
            ("太原", "山西省", "0300##"),
        ),
        "中山路, 解放路, 科技园南路, 人民大道, 建设路, 和平街, 创新大道",
        "+86 10 1### ####",
        "+86 141 #### ####",
        "zh",
    ),
    Culture(
        "de",
        "Germany",
        10,
        "Müller Schmidt Schneider Fischer Weber Wagner Becker Hoffmann Schäfer Koch Bauer Richter Klein Wolf Krüger "
        "Hartmann Lange Yılmaz Vogel Böhm",
        "Anna/f Lukas/m Julia/f Felix/m Katharina/f Jonas/m Sabine/f Matthias/m Lena/f Jürgen/m Heike/f Tobias/m "
        "Aylin/f Stefan/m",
        (
            ("Berlin", "Berlin", "10###"),
            ("Hamburg", "Hamburg", "20###"),
            ("München", "Bayern", "80###"),
            ("Köln", "Nordrhein-Westfalen", "50###"),
            ("Stuttgart", "Baden-Württemberg", "70###"),
            ("Leipzig", "Sachsen", "04###"),
        ),
        "Hauptstraße, Bahnhofstraße, Gartenweg, Lindenallee, Industriestraße, Am Hafen",
        "+49 30 23125 ###",
        "+49 171 39200 ##",
    ),
    Culture(
        "gb",
        "United Kingdom",
        9,
        "Taylor Davies Evans Thomas Roberts Wright Hughes Edwards Patel Ahmed Campbell Stewart MacLeod Fletcher "
        "Ashworth Pemberton Okafor Byrne",
        "Oliver/m Amelia/f Harry/m Isla/f Thomas/m Charlotte/f Callum/m Fiona/f Imran/m Zara/f Alistair/m Rhiannon/f "
        "Nigel/m Gemma/f",
        (
            ("London", "England", "EC1A #BB"),
            ("Manchester", "England", "M1 #AE"),
            ("Edinburgh", "Scotland", "EH1 #YZ"),
            ("Bristol", "England", "BS1 #TR"),
            ("Leeds", "England", "LS1 #HB"),
            ("Cardiff", "Wales", "CF10 #AL"),
        ),
        "High Street, Station Road, Kingsway, Victoria Street, Mill Lane, Canal Wharf",
        "+44 20 7946 0###",
        "+44 7700 900###",
    ),
    Culture(
        "fr",
        "France",
        6,
        "Martin Bernard Dubois Laurent Lefèvre Moreau Girard Rousseau Fontaine Chevalier Benali Mercier Garnier Faure",
        "Camille/f Louis/m Chloé/f Hugo/m Élodie/f Antoine/m Amandine/f Karim/m Nathalie/f Thierry/m Manon/f Julien/m",
        (
            ("Paris", "Île-de-France", "750##"),
            ("Lyon", "Auvergne-Rhône-Alpes", "690##"),
            ("Nantes", "Pays de la Loire", "440##"),
            ("Toulouse", "Occitanie", "310##"),
            ("Lille", "Hauts-de-France", "590##"),
        ),
        "rue de la République, avenue Victor-Hugo, boulevard Voltaire, quai des Docks, place du Marché",
        "+33 1 99 00 ## ##",
        "+33 6 39 98 ## ##",
    ),
    Culture(
        "in",
        "India",
        8,
        "Sharma Iyer Reddy Patel Singh Gupta Banerjee Menon Kulkarni Desai Chatterjee Nair Mehta Rao",
        "Priya/f Arjun/m Ananya/f Rahul/m Kavya/f Vikram/m Deepa/f Sanjay/m Neha/f Rohan/m Lakshmi/f Aditya/m",
        (
            ("Bengaluru", "Karnataka", "5600##"),
            ("Mumbai", "Maharashtra", "4000##"),
            ("Pune", "Maharashtra", "4110##"),
            ("Hyderabad", "Telangana", "5000##"),
            ("Chennai", "Tamil Nadu", "6000##"),
        ),
        "MG Road, Residency Road, Link Road, Anna Salai, Hitec City Road",
        "+91 22 5550 ####",
        "+91 55500 #####",
    ),
    Culture(
        "es",
        "Spain",
        5,
        "García Fernández López Martínez Sánchez Pérez Ruiz Navarro Iglesias Ortega Castillo Vidal",
        "Lucía/f Alejandro/m María/f Pablo/m Carmen/f Javier/m Elena/f Diego/m Marta/f Íñigo/m Rocío/f Andrés/m",
        (
            ("Madrid", "Comunidad de Madrid", "280##"),
            ("Barcelona", "Cataluña", "080##"),
            ("Valencia", "Comunidad Valenciana", "460##"),
            ("Sevilla", "Andalucía", "410##"),
        ),
        "calle Mayor, calle de Alcalá, avenida Diagonal, paseo del Prado, calle Colón",
        "+34 91 005 ####",
        "+34 600 00 ####",
    ),
    Culture(
        "br",
        "Brazil",
        4,
        "Silva Santos Oliveira Souza Pereira Lima Carvalho Ribeiro Almeida Barbosa",
        "João/m Beatriz/f Lucas/m Fernanda/f Gabriel/m Juliana/f Rafael/m Larissa/f Thiago/m Camila/f",
        (
            ("São Paulo", "SP", "01###-000"),
            ("Rio de Janeiro", "RJ", "20###-000"),
            ("Curitiba", "PR", "80###-000"),
            ("Recife", "PE", "50###-000"),
        ),
        "Avenida Paulista, Rua das Flores, Rua Augusta, Avenida Atlântica",
        "+55 11 5550 ####",
        "+55 11 95550 ####",
    ),
    Culture(
        "jp",
        "Japan",
        5,
        "佐藤:Sato 鈴木:Suzuki 高橋:Takahashi 田中:Tanaka 渡辺:Watanabe 伊藤:Ito 山本:Yamamoto 中村:Nakamura 小林:Kobayashi",
        "健:Ken/m 美咲:Misaki/f 大輔:Daisuke/m 陽子:Yoko/f 翔太:Shota/m 由美:Yumi/f 直樹:Naoki/m 彩:Aya/f",
        (("東京", "東京都", "100-00##"), ("大阪", "大阪府", "530-00##"), ("名古屋", "愛知県", "450-00##")),
        "千代田, 梅田, 丸の内, 栄",
        "+81 3 0050 ####",
        "+81 90 0050 ####",
    ),
    Culture(
        "ng",
        "Nigeria",
        3,
        "Okonkwo Adeyemi Balogun Eze Ibrahim Nwosu Danjuma Afolabi",
        "Chidi/m Ngozi/f Emeka/m Folake/f Tunde/m Amina/f Segun/m Ifeoma/f",
        (("Lagos", "Lagos", "1002##"), ("Abuja", "FCT", "9002##"), ("Ibadan", "Oyo", "2002##")),
        "Broad Street, Awolowo Road, Marina Road, Ahmadu Bello Way",
        "+234 803 555 ####",
        "+234 800 555 ####",
    ),
    Culture(
        "se",
        "Sweden",
        3,
        "Andersson Johansson Lindqvist Bergström Nyström Åkesson Hellström Sjöberg",
        "Astrid/f Erik/m Linnea/f Oskar/m Maja/f Gustav/m Elin/f Björn/m",
        (
            ("Stockholm", "Stockholm", "111 ##"),
            ("Göteborg", "Västra Götaland", "411 ##"),
            ("Malmö", "Skåne", "211 ##"),
        ),
        "Storgatan, Kungsgatan, Drottninggatan, Hamngatan",
        "+46 8 465 004 ##",
        "+46 70 174 06 ##",
    ),
    Culture(
        "ae",
        "United Arab Emirates",
        3,
        "Al_Mansoori Haddad Khalil Rahman Al_Suwaidi Farouk Nasser Saleh",
        "Fatima/f Omar/m Layla/f Hassan/m Mariam/f Yusuf/m Noura/f Khalid/m",
        (("Dubai", "Dubai", ""), ("Abu Dhabi", "Abu Dhabi", ""), ("Sharjah", "Sharjah", "")),
        "Sheikh Zayed Road, Corniche Road, Al Wahda Street",
        "+971 4 555 ####",
        "+971 50 555 ####",
    ),
)
BY_CODE = {culture.code: culture for culture in CULTURES}
