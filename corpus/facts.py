"""Every fact a rule may ask of a household or a person (家庭与成员的事实), with unit, Chinese term and question.

"Not told" is None and only that; 0, "" and [] are answers. Amounts may be a Range where people told an approximation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

from corpus.dated import Strict

Kind = Literal["yes_no", "count", "money", "choice", "set", "area", "disability", "month", "members", "text", "age"]
Effort = Literal[1, 2, 3]


class Range(Strict):
    """An approximate amount: somewhere from low to high, both included."""

    low: Decimal
    high: Decimal

    @model_validator(mode="after")
    def _ordered(self) -> Range:
        if self.low > self.high:
            raise ValueError("low is above high")
        return self


def _number(value: Any) -> Any:
    """Refuse booleans where a number is wanted; accept a number written as text."""
    if isinstance(value, bool):
        raise ValueError("a number is wanted, not yes or no")
    return value


Money = Annotated[Annotated[Decimal, Field(ge=0, le=Decimal(100_000_000))] | Range, BeforeValidator(_number)]
Whole = Annotated[int, BeforeValidator(_number)]


@dataclass(frozen=True)
class About:
    """What a field is, for questions, tables and forms.

    Attributes:
        term: the Chinese term.
        ask: the question, to a resident.
        kind: how it is answered.
        unit: Chinese unit for reading out, e.g. 元/月.
        effort: 1 known by heart, 2 has to be looked up, 3 needs a paper or an office.
        painful: asked last, as a category to choose, with 可以不说.
        why: why it is asked.
        options: labels of the choices, value by label.
    """

    term: str
    ask: str
    kind: Kind
    unit: str = ""
    effort: Effort = 1
    painful: bool = False
    why: str = ""
    options: tuple[tuple[str, str], ...] = ()
    finer: bool = False


Residence = Literal["rural", "urban"]
Grade = Literal["A", "B", "C", "D", "none"]
Category = Literal["视力", "听力", "言语", "肢体", "智力", "精神", "多重"]
Stage = Literal["preschool", "primary", "junior", "senior", "vocational", "undergraduate", "none"]
ParentState = Literal[
    "alive_able",
    "dead",
    "missing",
    "severely_disabled",
    "seriously_ill",
    "imprisoned_over_6_months",
    "out_of_contact_over_6_months",
    "custody_revoked",
    "deported",
]
Relation = Literal["self", "spouse", "child", "parent", "other"]


class Disability(Strict):
    """A disability certificate (残疾人证): grade 1 (heaviest) to 4 and category; grade 0 is "told: none"."""

    grade: Annotated[Whole, Field(ge=0, le=4)] | None = None
    category: Category | None = None
    certified: bool | None = None


NO_DISABILITY = Disability(grade=0)


def _disability(value: Any) -> Any:
    """``null`` or ``none`` written in a household file is the told answer "no disability"."""
    if value is None or value == "none":
        return NO_DISABILITY
    if isinstance(value, Mapping) and value.get("grade") is None and value.get("category") is None and "certified" not in value:
        return NO_DISABILITY if not value else value
    return value


def _born(value: Any) -> Any:
    """A birth month may be written YYYY-MM, YYYY-MM-DD or read by YAML as a date."""
    if isinstance(value, dt.date):
        return f"{value.year:04d}-{value.month:02d}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:04d}"
    if isinstance(value, str) and len(value) == 10:
        return value[:7]
    return value


BornMonth = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$"), BeforeValidator(_born)]


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def about(cls, key: str) -> About | None:
        """What the field ``key`` is, or None if no such fact may be asked."""
        field = cls.model_fields.get(key)
        return next((m for m in field.metadata if isinstance(m, About)), None) if field else None


class Supporter(_Facts):
    """One person who owes support by law (法定赡养、抚养、扶养义务人)."""

    relation: Annotated[
        Literal["child", "spouse", "parent", "grandchild", "grandparent", "sibling"], About("与本人的关系", "", "choice", finer=True)
    ]
    age: Annotated[Annotated[Whole, Field(ge=0, le=130)] | None, About("义务人年龄", "", "age", "岁", finer=True)] = None
    monthly_income: Annotated[Money | None, About("义务人月收入", "", "money", "元/月", finer=True)] = None
    yearly_income: Annotated[Money | None, About("义务人年收入", "", "money", "元/年", finer=True)] = None
    assets_within_limit: Annotated[bool | None, About("义务人财产符合规定", "", "yes_no", finer=True)] = None
    disability: Annotated[
        Disability | None, BeforeValidator(_disability), About("义务人的残疾等级和类别", "", "disability", finer=True)
    ] = None
    recognised_as: Annotated[tuple[str, ...] | None, About("义务人已认定的身份", "", "set", finer=True)] = None
    imprisoned: Annotated[bool | None, About("义务人在服刑", "", "yes_no", finer=True, painful=True)] = None
    missing: Annotated[bool | None, About("义务人被宣告失踪", "", "yes_no", finer=True, painful=True)] = None
    detained: Annotated[bool | None, About("义务人被限制人身自由", "", "yes_no", finer=True, painful=True)] = None
    legally_incapable: Annotated[bool | None, About("义务人无民事行为能力", "", "yes_no", finer=True, painful=True)] = None


class Person(_Facts):
    """One member of the household (共同生活的家庭成员)."""

    relation: Annotated[Relation | None, About("与您的关系", "这位家人是您的什么人？", "choice")] = None
    age: Annotated[Annotated[Whole, Field(ge=0, le=130)] | None, About("年龄（周岁）", "{who}今年多大（周岁）？", "age", "岁")] = None
    born: Annotated[BornMonth | None, About("出生年月", "{who}是哪年哪月生的（公历）？", "month", finer=True)] = None
    sex: Annotated[Literal["male", "female"] | None, About("性别", "{who}是男是女？", "choice", finer=True)] = None
    disability: Annotated[
        Disability | None,
        BeforeValidator(_disability),
        About(
            "残疾人证的等级和类别",
            "{who}有残疾人证吗？有的话是几级、哪一类（没有就说没有）？",
            "disability",
            why="不少待遇看证上的等级和类别",
        ),
    ] = None
    needs_long_term_care: Annotated[
        bool | None, About("因残疾需要长期照护", "{who}因残疾需要人长期照护吗（照护或护理用品的花费已持续半年以上）？", "yes_no", effort=2)
    ] = None
    can_work: Annotated[bool | None, About("有劳动能力", "{who}现在能干活吗？", "yes_no")] = None
    registered_unemployed: Annotated[bool | None, About("已办失业登记", "{who}办过失业登记吗？", "yes_no", effort=2)] = None
    education_stage: Annotated[Stage | None, About("就读学段", "{who}现在上学吗？上到哪一段？", "choice")] = None
    boarding: Annotated[bool | None, About("住校", "{who}住校吗？", "yes_no")] = None
    supporters_unable: Annotated[
        bool | None,
        About(
            "没有法定义务人，或义务人都没有履行能力",
            "{who}有没有法律上该赡养、抚养{who}的人（配偶、子女、父母）？如果有，他们是不是都确实没有能力？",
            "yes_no",
            effort=2,
            painful=True,
            why="特困供养要看有没有该管、能管的人；孩子有能力而不管的，另有调解和法律援助",
        ),
    ] = None
    supporters: Annotated[tuple[Supporter, ...] | None, About("法定义务人名单", "该赡养的人都有谁、情况怎样？", "members", finer=True)] = (
        None
    )
    father: Annotated[
        ParentState | None,
        About(
            "父亲情况", "孩子父亲的情况属于哪一类？（可以不说）", "choice", painful=True, why="看孩子能不能按孤儿或事实无人抚养儿童得到保障"
        ),
    ] = None
    mother: Annotated[
        ParentState | None,
        About(
            "母亲情况", "孩子母亲的情况属于哪一类？（可以不说）", "choice", painful=True, why="看孩子能不能按孤儿或事实无人抚养儿童得到保障"
        ),
    ] = None
    father_disability: Annotated[
        Disability | None, BeforeValidator(_disability), About("父亲残疾人证的等级和类别", "", "disability", finer=True, painful=True)
    ] = None
    mother_disability: Annotated[
        Disability | None, BeforeValidator(_disability), About("母亲残疾人证的等级和类别", "", "disability", finer=True, painful=True)
    ] = None
    diagnosed_disability: Annotated[
        bool | None, About("没有办证、但有医院的残疾或孤独症诊断", "{who}有没有医院的残疾或者孤独症诊断？", "yes_no", finer=True)
    ] = None
    in_institution: Annotated[bool | None, About("由机构集中供养、养育", "{who}住在供养或养育机构里吗？", "yes_no", finer=True)] = None
    starting_business: Annotated[bool | None, About("正在或打算自己创业", "{who}是不是正在或者打算自己创业？", "yes_no", finer=True)] = None
    start_up_group: Annotated[
        bool | None,
        About(
            "退役军人、高校毕业生、返乡创业等重点群体", "{who}是退役军人、高校毕业生、返乡创业人员或者网络商户吗？", "yes_no", finer=True
        ),
    ] = None
    recognised_as: Annotated[
        tuple[str, ...] | None, About("本人已认定的身份", "{who}本人已经被认定为什么身份吗（如特困、孤儿；没有就说没有）？", "set")
    ] = None
    not_recognised_as: Annotated[tuple[str, ...] | None, About("本人说过不是的身份", "", "set", finer=True)] = None
    enrolled_medical: Annotated[bool | None, About("参加了居民医保", "{who}交了今年的居民医保吗？", "yes_no")] = None
    enrolled_pension: Annotated[bool | None, About("参加了居民养老保险", "{who}参加城乡居民养老保险了吗？", "yes_no")] = None
    draws_pension: Annotated[bool | None, About("已在领居民养老金", "{who}已经开始领养老金了吗？", "yes_no", finer=True)] = None
    monthly_income: Annotated[Money | None, About("本人月收入", "{who}自己每月收入多少？", "money", "元/月", finer=True)] = None
    receives: Annotated[dict[str, Money | None] | None, About("正在领的待遇", "", "text", finer=True)] = None
    receives_work_injury_care_allowance: Annotated[
        bool | None, About("领工伤生活护理费", "{who}领着工伤生活护理费吗？", "yes_no", finer=True)
    ] = None
    serious_illness: Annotated[
        bool | None, About("已认定的重特大疾病", "{who}有被认定的重特大疾病吗？", "yes_no", finer=True, painful=True)
    ] = None
    absent: Annotated[
        Literal["prison", "detox", "declared_missing"] | None, About("不计入共同生活成员的情形", "", "choice", finer=True, painful=True)
    ] = None


class Hardship(Strict):
    """A present hardship (急难或支出型困难)."""

    kind: Literal["急难", "支出"] | None = None
    cause: str | None = None
    since: dt.date | None = None
    area: str | None = None


class Disaster(Strict):
    """A natural disaster the household suffered; kind ``none`` is "told: none"."""

    kind: str
    date: dt.date | None = None


def _disaster(value: Any) -> Any:
    """Yes, no or ``none`` may be written for a disaster of which no more is told."""
    if value is True:
        return {"kind": "自然灾害"}
    return {"kind": "none"} if value is False or value == "none" else value


class Household(_Facts):
    """What has been told about one household. Money in CNY; ages in completed years."""

    area: Annotated[str | None, About("户籍地", "户口在大连哪个区、市、县？", "area", why="标准分地区")] = None
    lives_in: Annotated[str | None, About("居住地", "人住在哪里？", "area", finer=True)] = None
    hukou_area: Annotated[str | None, About("户籍地", "户口在哪里？", "area", finer=True)] = None
    living_area: Annotated[str | None, About("居住地", "人住在哪里？", "area", finer=True)] = None
    emergency_area: Annotated[str | None, About("急难发生地", "出事的地方在哪里？", "area", finer=True)] = None
    residence: Annotated[
        Residence | None, About("户籍性质", "户口本上是农村（农业）户口还是城镇户口？", "choice", why="农村、城镇标准不同")
    ] = None
    size: Annotated[
        Annotated[Whole, Field(ge=1, le=30)] | None,
        About("共同生活人数", "家里一起过日子的有几口人？", "count", "人", why="收入按人平均"),
    ] = None
    monthly_income: Annotated[
        Money | None, About("全家月收入", "全家一个月一共收入多少（工资、种地养殖净收入、租金、养老金等加起来）？", "money", "元/月")
    ] = None
    monthly_income_per_head: Annotated[
        Money | None,
        About("人均月收入", "把全家收入加起来按人平均，每人每月大约多少元？", "money", "元/人/月", effort=2, why="低保看人均月收入"),
    ] = None
    annual_net_income_per_head: Annotated[
        Money | None,
        About(
            "人均年纯收入",
            "近12个月，全家扣掉本钱以后的纯收入，每人一年大约多少元？",
            "money",
            "元/人/年",
            effort=2,
            why="防返贫监测看人均年纯收入",
        ),
    ] = None
    assets_within_limit: Annotated[
        bool | dict[str, bool | None] | None,
        About(
            "财产符合规定",
            "家里的存款、车、房等财产，按当地规定没有超出吧？（不清楚就说不清楚，由乡镇核对）",
            "yes_no",
            effort=3,
            why="低保等还要看财产",
        ),
    ] = None
    income_12m: Annotated[Money | None, About("近12个月全家收入", "近12个月全家一共收入多少？", "money", "元", effort=2)] = None
    income_12m_per_head: Annotated[
        Money | None, About("近12个月人均收入", "近12个月，全家收入按人平均，每人多少？", "money", "元/人/年", effort=2, finer=True)
    ] = None
    rigid_expenditure_12m: Annotated[
        Money | None,
        About("近12个月刚性支出", "近12个月，看病、上学、残疾康复和基本生活自己掏的必需开销一共多少？", "money", "元", effort=3),
    ] = None
    recognised_as: Annotated[
        tuple[str, ...] | None,
        About(
            "已认定的身份",
            "家里现在是不是已经被认定为{statuses}？（都不是就说都不是）",
            "set",
            why="不少待遇认的是已经办下来的身份",
        ),
    ] = None
    not_recognised_as: Annotated[tuple[str, ...] | None, About("说过不是的身份", "", "set", finer=True)] = None
    sudden_hardship: Annotated[
        bool | None,
        About(
            "因病因灾因意外突发严重困难",
            "最近家里有没有因为生病、受灾或意外，一下子过不下去的情况？",
            "yes_no",
            why="突发困难可以先帮后补手续",
        ),
    ] = None
    housing_grade: Annotated[
        Grade | None, About("房屋鉴定等级", "房子做过安全鉴定吗？是几级（A、B、C、D；没有房说无房）？", "choice", effort=3)
    ] = None
    members: Annotated[tuple[Person, ...] | None, About("家庭成员", "家里都有谁、各多大岁数？", "members")] = None
    household_size: Annotated[Annotated[Whole, Field(ge=1, le=30)] | None, About("共同生活人数", "", "count", "人", finer=True)] = None
    hardship: Annotated[Hardship | None, About("眼下的困难", "", "text", finer=True)] = None
    disaster: Annotated[
        Disaster | None,
        BeforeValidator(_disaster),
        About("遭了自然灾害", "是不是台风、洪水、地震这样的自然灾害造成的？", "yes_no", finer=True),
    ] = None
    lifted_out_of_poverty: Annotated[bool | None, About("脱贫户", "家里以前是不是登记过、后来脱贫的户？", "yes_no", finer=True)] = None
    land_contracted: Annotated[bool | None, About("有承包土地或集体收益", "家里有承包地或参加集体分配吗？", "yes_no", finer=True)] = None
    wages: Annotated[Money | None, About("工资收入", "", "money", "元/月", finer=True)] = None
    farming_or_sea_income: Annotated[Money | None, About("种养、赶海等经营净收入", "", "money", "元/月", finer=True)] = None
    rent_income: Annotated[Money | None, About("租金等财产净收入", "", "money", "元/月", finer=True)] = None
    pension_income: Annotated[Money | None, About("养老金", "", "money", "元/月", finer=True)] = None
    support_received: Annotated[Money | None, About("子女等给的赡养费", "", "money", "元/月", finer=True)] = None

    @model_validator(mode="after")
    def _members_fit(self) -> Household:
        selves = sum(1 for m in self.members or () if m.relation == "self")
        if selves > 1:
            raise ValueError("members: more than one is 'self'")
        return self


SCOPES: dict[str, type[_Facts]] = {"household": Household, "member": Person, "supporter": Supporter}


def fact_spec(path: str) -> About:
    """What ``household.<key>``, ``member.<key>`` or ``supporter.<key>`` is.

    Raises:
        KeyError: no such fact.
    """
    scope, _, key = path.partition(".")
    model = SCOPES[scope]
    spec = model.about(key.split(".")[0]) if key else None
    if spec is None:
        raise KeyError(path)
    return spec


def choices(path: str) -> tuple[str, ...]:
    """The values a choice may take, none if the fact is no choice."""
    scope, _, key = path.partition(".")
    model = SCOPES[scope]
    field: FieldInfo = model.model_fields[key]
    return tuple(v for part in get_args(field.annotation) for v in (get_args(part) or ()) if isinstance(v, str))
