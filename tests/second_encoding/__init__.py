"""Second, independent encoding of five support programmes from the facts files, as plain three-valued Python."""

from collections.abc import Callable
from datetime import date
from typing import Any

from . import child_without_care, disability_living_allowance, rural_dibao, rural_housing, tekun
from .shared import Result

PROGRAMMES: dict[str, Callable[[dict[str, Any], date], Result]] = {
    "农村最低生活保障": rural_dibao.judge,
    "特困人员救助供养": tekun.judge,
    "事实无人抚养儿童保障": child_without_care.judge,
    "困难残疾人生活补贴": disability_living_allowance.judge,
    "农村危房改造": rural_housing.judge,
}
