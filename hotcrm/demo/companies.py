# ruff: noqa: SIM905  (names in a string are easier to read and to add to than a list)
"""Companies that do not exist, at addresses (`.example`) that nobody can have."""

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import accumulate

# How often, and what the company's line of business is called where its name says so.
INDUSTRIES = {
    "technology": (14, "Systems Labs Devices Robotics Networks", "科技 网络技术 智能设备"),
    "software": (13, "Software Cloud Analytics Apps Data", "软件 信息技术 云计算"),
    "finance": (11, "Capital Finance Leasing Insurance Payments", "金融服务 融资租赁 资产管理"),
    "healthcare": (10, "Health Clinics Diagnostics Medical Pharma", "医疗器械 健康管理 生物医药"),
    "manufacturing": (12, "Works Components Castings Machinery Tools", "机械制造 精密零部件 自动化设备"),
    "retail": (8, "Stores Markets Outfitters Fashion Home", "商贸 连锁百货 电子商务"),
    "logistics": (7, "Logistics Freight Shipping Couriers Warehousing", "物流 供应链管理 货运"),
    "education": (5, "Academy Learning College Training", "教育科技 职业培训"),
    "real_estate": (4, "Estates Properties Living Developments", "置业 房地产开发"),
    "media": (4, "Media Studios Press Broadcasting", "文化传媒 广告"),
    "hospitality": (3, "Hotels Resorts Catering Restaurants", "酒店管理 餐饮"),
    "energy": (4, "Energy Solar Power Grid", "新能源 电力工程"),
    "government": (2, "City_Works Public_Services Water_Board", "城市建设 公共服务"),
    "non_profit": (2, "Foundation Trust Alliance", "公益基金会"),
    "consulting": (5, "Consulting Advisors Partners Strategy", "管理咨询 企业顾问"),
    "other": (2, "Group Holdings Ventures", "实业 集团"),
}

BRANDS = (
    "Alder Amberfield Aquila Ashgrove Aurelia Beacon Birchwood Bluefin Bramble Brightwater Cedarline Cobalt "
    "Coppergate Corvus Dovetail Driftwood Eastbourne Elmstone Everhart Falconer Fernhill Firstlight Foxglove "
    "Glasswing Goldcrest Granite Greyhound Halcyon Harborview Hawthorn Hazelmere Helix Highmoor Ironbridge Ivory "
    "Junewood Kestrel Kingsley Lakeside Larkspur Lighthouse Lindenhof Lumen Maplewood Meridian Millbrook Moonrise "
    "Mosaic Nettle Nordlicht Northgate Oakhurst Orchard Osprey Palisade Peregrine Pinecrest Polaris Quarry "
    "Quillon Ravenswood Redwood Ridgeway Riverbend Rosewood Saffron Sandpiper Seabright Silverlake Skylark "
    "Solstice Sparrow Springfield Starling Stonebridge Summit Sunflower Tamarind Thistle Timberline Topaz "
    "Trellis Umbra Valora Verdant Vesper Violetta Westwind Whitehall Wildflower Willowbank Windermere Wren "
    "Yarrow Zenith Zephyr"
).split()
BRANDS_ZH = (
    "云帆:yunfan 启明:qiming 恒远:hengyuan 星河:xinghe 远景:yuanjing 博雅:boya 鼎盛:dingsheng 宏图:hongtu "
    "嘉禾:jiahe 金桥:jinqiao 开元:kaiyuan 蓝海:lanhai 绿洲:lvzhou 明德:mingde 宁远:ningyuan 鹏程:pengcheng "
    "青松:qingsong 瑞丰:ruifeng 盛世:shengshi 天成:tiancheng 万象:wanxiang 新航:xinhang 兴业通:xingyetong "
    "雅居:yaju 永信:yongxin 华清:huaqing 中和:zhonghe 卓越:zhuoyue 汇智:huizhi 同舟:tongzhou 飞跃:feiyue "
    "长风:changfeng 东升:dongsheng 海纳:haina 锦绣:jinxiu"
).split()
LEGAL_FORMS = {
    "us": ("Inc.", "LLC", "Corp.", ""),
    "gb": ("Ltd", "Limited", "PLC", ""),
    "de": ("GmbH", "AG", "GmbH & Co. KG", ""),
    "fr": ("SAS", "SARL", "SA"),
    "in": ("Pvt. Ltd.", "Ltd", ""),
    "es": ("S.L.", "S.A."),
    "br": ("Ltda.", "S.A."),
    "jp": ("K.K.", "Co., Ltd."),
    "ng": ("Ltd", "PLC"),
    "se": ("AB",),
    "ae": ("LLC", "FZE"),
}


@dataclass(frozen=True)
class Company:
    name: str
    domain: str
    industry: str
    culture: object
    place: tuple[str, str, str]
    employees: int
    revenue: Decimal


class Companies:
    """Invents companies; every one has a name of its own."""

    def __init__(self, random, cultures):
        self.random, self.cultures = random, cultures
        self.weights = list(accumulate(culture.weight for culture in cultures))
        self.industries = list(INDUSTRIES)
        self.industry_weights = list(accumulate(weight for weight, _, _ in INDUSTRIES.values()))
        self.taken: dict[str, int] = {}

    def invent(self) -> Company:
        culture = self.random.choices(self.cultures, cum_weights=self.weights)[0]
        industry = self.random.choices(self.industries, cum_weights=self.industry_weights)[0]
        place = self.random.choice(culture.places)
        name, domain = (self._chinese if culture.code == "cn" else self._western)(culture, industry, place)
        employees = max(2, min(60_000, int(math.exp(self.random.gauss(4.7, 1.7)))))
        revenue = Decimal(int(employees * self.random.uniform(60, 320)) * 1000)
        return Company(name, domain, industry, culture, place, employees, revenue)

    def _western(self, culture, industry, place):
        brand = self.random.choice(BRANDS)
        line = self.random.choice(INDUSTRIES[industry][1].split()).replace("_", " ")
        name = f"{brand} {line}"
        if again := self._times(name):
            # The second of a name sits elsewhere, the tenth has a number, as companies do.
            name = f"{brand} {line} {place[0]}" if again == 1 else f"{brand} {line} {again + 1}"
            if again == 1 and self._times(name):
                name = f"{name} {self.taken[name]}"
        form = self.random.choice(LEGAL_FORMS[culture.code])
        return f"{name} {form}".strip(), f"{slug(name)}.example"

    def _chinese(self, culture, industry, place):
        brand, latin = self.random.choice(BRANDS_ZH).split(":")
        line = self.random.choice(INDUSTRIES[industry][2].split())
        name = f"{place[0]}{brand}{line}"
        again = self._times(name)
        number = str(again + 1) if again else ""
        form = self.random.choice(("有限公司", "有限公司", "股份有限公司", "有限责任公司"))
        return (
            f"{name}{number}{form}",
            f"{latin}-{industry.replace('_', '-')}{self._times(latin + industry) or ''}.example",
        )

    def _times(self, name) -> int:
        """How often this name was given away before."""
        before = self.taken.get(name, 0)
        self.taken[name] = before + 1
        return before


@cache
def slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ı", "i").replace("ø", "o"))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")
