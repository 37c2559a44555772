"""check: one household against every programme that has a rule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.shared import DayOption, JsonOption, chosen_day, day_of, open_corpus, settings
from ui.output import only_json, say, say_json


def check(
    file: Annotated[str, typer.Argument(metavar="家庭情况.yaml", help="一户一个文件")],
    as_of: DayOption = None,
    json: JsonOption = False,
    started: Annotated[str | None, typer.Option("--started", metavar="YYYY-MM-DD", help="受理那天；给出每一步最迟哪天办完")] = None,
    what_if: Annotated[str | None, typer.Option("--what-if", metavar="改动后.yaml", help="同一户改动后的文件；两边的结果并排")] = None,
    trace: Annotated[bool, typer.Option("--trace", help="列出每个条件和出处")] = False,
    bundle: Annotated[bool, typer.Option("--bundle", help="--json 里也给出哪些可以一起办、哪些二选一")] = False,
) -> None:
    """对照一户家庭：每个项目可能符合、目前不符合还是定不了；哪些可以一起办、哪些要二选一、先后怎么办。

    文件的键：area residence size monthly_income monthly_income_per_head annual_net_income_per_head assets_within_limit
    income_12m rigid_expenditure_12m recognised_as sudden_hardship housing_grade members。

    members 里每位成员的键：relation age（或 born）disability needs_long_term_care can_work registered_unemployed education_stage
    boarding supporters_unable father mother recognised_as enrolled_medical enrolled_pension。

    没问到的就不写；disability 写 none 表示没有残疾人证，recognised_as 写 [] 表示都不是。
    """
    told = settings()
    with only_json(json):
        day = day_of(as_of, told)
        begun = chosen_day(started, "--started")

        from ui.household_file import read_household

        corpus = open_corpus(told)
        household = read_household(Path(file), corpus=corpus, day=day)

        from tools.bundle import find_bundle
        from ui.household_report import report, trace_data

        found, judgements = report(household, day, corpus=corpus)
        household = found.judged
        other = read_household(Path(what_if), corpus=corpus, day=day) if what_if is not None else None
        combined = find_bundle(household, judgements, day, corpus=corpus)
        more = {"trace": trace_data(judgements)} if trace else {}
        more |= {"bundle": combined.model_dump(mode="json")} if bundle else {}
        parts = []
        if other is not None:
            from ui.what_if_text import what_if_data, what_if_text

            supposed = what_if_data(household, other, day, corpus=corpus)
            more |= {"what_if": supposed.model_dump(mode="json")}
            parts.append(what_if_text(supposed))
        if begun is not None:
            from ui.schedule_text import schedule_data, schedule_text, schedules

            plans = schedules(found, begun, corpus=corpus)
            more |= {"schedule": schedule_data(plans)}
            parts.append(schedule_text(plans, found, every_step=trace))
    if json:
        say_json({**found.model_dump(mode="json"), **more})
        return

    from tools.why_not import why_not
    from ui.bundle_text import bundle_text
    from ui.trace_text import report_text

    told_combined = bundle_text(combined, corpus=corpus, all_of_them=trace)
    reasons = tuple(why for j in judgements if (why := why_not(j, judgements, household, day, corpus=corpus)))
    text = report_text(found, judgements, corpus=corpus, trace=trace, combined=told_combined, reasons=reasons)
    say("\n\n".join([text, *parts]))
