"""Build a demonstration bureau by walking real acts: people, lists, parties, and every case of the year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction
from stdnum.cn import ric, uscc

from chengguan.base.dates import CHINA
from chengguan.cases.facts.discretion import tiers_for
from chengguan.ledger.checkpoints import make_checkpoint
from chengguan.parties import acts as party_acts
from chengguan.parties.models import Party
from chengguan.people.selectors import actor_of
from chengguan.powers.models import Matter

from .bureaus import BINJIANG, JIEFANG, JINLIN, WUGANG, ZHANGQIU, DemoBureau
from .cast import Cast, build
from .compulsion_steps import impound_vehicle, release
from .execution_steps import EXECUTION_STEPS, summary_walk
from .fast_track_steps import fast_walk
from .filming import equip, film_step, patrol, seal_dossiers, weigh_evidence
from .investigation_steps import INVESTIGATION_STEPS
from .larger_plans import binjiang, zhangqiu
from .leniency_steps import prepare_lenient
from .old_ledger import hand_in
from .plans import CasePlan, jiefang, jinlin, working_day, wugang
from .power_lists import load_list, matters_on, read_list
from .publicity_steps import annul_and_withdraw, publish, publish_after, register_channels, repair_credit
from .reporting_steps import bulletin_of, report_year
from .review_steps import REVIEW_STEPS
from .walk import Actors, Walk

PLANS: Final[dict[str, Callable[[], Iterable[CasePlan]]]] = {
    JINLIN.sheet.code: jinlin,
    WUGANG.sheet.code: wugang,
    JIEFANG.sheet.code: jiefang,
    BINJIANG.sheet.code: binjiang,
    ZHANGQIU.sheet.code: zhangqiu,
}
# Bureaus whose year is published, reported to the receivers and told in an annual report.
REPORTING: Final = (JINLIN, WUGANG)
TRADES: Final = ("建筑工程", "渣土运输", "市政建设", "餐饮管理", "园林绿化", "管网运营", "商贸", "物业服务")


# Cases still under way when the demonstration is loaded: (days ago, matter, fine, last act done, choices).
UNDER_WAY: Final[tuple[tuple[int, str, int, str, dict[str, object]], ...]] = (
    (1, "road_occupy", 2000, "lead.verify", {}),
    (4, "waste", 3000, "case.make_site_record", {}),
    (8, "road_dig", 4000, "case.order_correction", {}),
    (11, "road_occupy", 20000, "case.issue_prior_notice", {}),
    (16, "fumes", 9000, "case.finish_investigation", {}),
    (45, "waste", 5000, "case.serve", {"waive": True}),
    (75, "road_dig", 6000, "case.serve", {"waive": True, "annulled": True}),
    (6, "waste", 4000, "case.make_site_record", {"impound": "演A·00008"}),
)


def build_under_way(cast: Cast, matters: dict[str, Matter], today: date) -> None:
    """A handful of cases of these days, so that workbench and clocks have something to show."""
    for number, (days, key, fine, last, choices) in enumerate(UNDER_WAY):
        day = working_day(today - timedelta(days=days))
        plan = CasePlan(
            key,
            fine,
            min(day, today),
            200 + number,
            f"演示大道{number + 1}号（演示）",
            squad=number % 2,
            choices={**choices, "filmed": True},
        )
        walk = _start(cast, plan, matters[key])
        for act, step in (*INVESTIGATION_STEPS, *REVIEW_STEPS, *EXECUTION_STEPS):
            step(walk)
            if walk.day < today:
                film_step(walk, act)
            if act == "case.make_site_record" and "impound" in walk.plan:
                impound_vehicle(walk, str(walk.plan["impound"]))
            if act == "case.serve":
                publish(walk)
            if act == last or walk.day >= today:
                break
        if "annulled" in walk.plan and walk.day < today:
            annul_and_withdraw(walk)


def build_bureau(demo: DemoBureau, today: date) -> Iterator[tuple[int, int]]:
    """Build one bureau; yields (cases done, cases in all) as it goes, for a progress bar. `today`: day of the cases under way."""
    cast = build(demo.sheet)
    lists_at = datetime(demo.year - 1, 12, 2, 9, tzinfo=CHINA)
    load_list(demo.sheet.code, actor=actor_of(cast.officers["legal_reviewer"], lists_at.date()), at=lists_at)
    content = read_list(demo.sheet.code)
    equip(cast, demo.cameras, demo.year)
    if demo in REPORTING:
        register_channels(cast, demo.year)
    plans = list(PLANS[demo.sheet.code]())
    actors: Actors = {}
    for done, plan in enumerate(plans, 1):
        matter = matters_on(content, cast.bureau.pk, plan.day)[plan.matter]
        with transaction.atomic():  # one wait for the disk for each case instead of one for each act
            walk_case(cast, plan, matter, actors)
        yield done, len(plans)
    if demo is JIEFANG:
        seal_dossiers(cast, demo.year, len(plans))
    if demo is WUGANG:
        seal_dossiers(cast, demo.year, 3)
        repair_credit(cast, demo.year)
        bulletin_of(cast, date(demo.year, 12, 1), datetime(demo.year + 1, 1, 6, 10, tzinfo=CHINA), issue=True)
        patrol(cast, demo.year)
        hand_in(actor_of(cast.officers["legal_reviewer"], today), datetime.combine(today, time(8), CHINA))
        build_under_way(cast, matters_on(content, cast.bureau.pk, today), today)
    if demo in REPORTING:
        report_year(cast, demo.year)
    make_checkpoint(date(demo.year, 12, 31))


def walk_case(cast: Cast, plan: CasePlan, matter: Matter, actors: Actors | None = None) -> Walk:
    """Take one case from the lead to the archive."""
    walk = _start(cast, plan, matter)
    walk.actors = actors
    if plan.summary or plan.choices.get("fast_track"):
        (summary_walk if plan.summary else fast_walk)(walk)
        publish_after(walk)
        return walk
    for act, step in (*INVESTIGATION_STEPS, *REVIEW_STEPS, *EXECUTION_STEPS):
        if act == "case.finish_investigation":
            _before_report(walk)
        step(walk)
        film_step(walk, act)
        if act == "case.make_site_record" and "impound" in walk.plan:
            impound_vehicle(walk, str(walk.plan["impound"]))
        if act == "case.serve":
            publish(walk)
        if act == "case.record_payment":
            release(walk)
    return walk


def _before_report(walk: Walk) -> None:
    """What has to be on record before the report: evidence weighed, and what an exemption or a lenient penalty rests on."""
    weigh_evidence(walk)
    if walk.plan.get("first_violation"):
        walk.plan.update(outcome="exempted", ground="first_offence", slight=False, harm="slight")
    elif walk.plan.get("lenient"):
        prepare_lenient(walk, str(walk.plan["lenient"]), str(walk.plan["fine"]))


def _start(cast: Cast, plan: CasePlan, matter: Matter) -> Walk:
    """A walk at nine in the morning of its day, its party registered."""
    now = datetime(plan.day.year, plan.day.month, plan.day.day, 9, plan.party % 50, tzinfo=CHINA)
    walk = Walk(cast=cast, now=now, matter=matter, party=register_party(cast, plan, now), squad=plan.squad)
    walk.plan = {
        "fine": str(plan.fine),
        "place": plan.place,
        "tier": tier_of(matter, walk.party, plan.fine),
        **plan.choices,
    }
    return walk


def tier_of(matter: Matter, party: Party, fine: int) -> str:
    """The tier of the benchmark in which an amount lies."""
    tiers = tiers_for(matter, party.is_organisation)
    return next(str(tier.order) for tier in tiers if tier.low <= Decimal(fine) <= tier.high)


def register_party(cast: Cast, plan: CasePlan, at: datetime) -> Party:
    """An invented enterprise, or citizen where the plan says so, whose number passes its check digit but belongs to nobody."""
    if plan.choices.get("citizen"):
        return register_citizen(cast, plan, at)
    trader = plan.summary and plan.matter == "advert"
    trade = TRADES[plan.party % len(TRADES)]
    name = f"演示{plan.party + 1:03d}号{'商行' if trader else trade + '有限公司'}"
    body = f"{'92' if trader else '91'}{cast.bureau.code}MADEM{plan.party:03d}0"
    code = body + uscc.calc_check_digit(body)
    actor = actor_of(cast.pair(plan.squad)[0], at.date())
    done = party_acts.register(
        actor=actor,
        at=at,
        kind=Party.SOLE_TRADER if trader else Party.LEGAL_PERSON,
        name=name,
        credit_code=code,
        representative=f"{'赵钱孙李周吴郑王冯陈'[plan.party % 10]}演示",
        address=plan.place,
        phone="13800000000",
    )
    party: Party = done.result
    return party


def register_citizen(cast: Cast, plan: CasePlan, at: datetime) -> Party:
    """An invented citizen of forty; the number passes its check digit."""
    body = f"{cast.bureau.code}{at.year - 40}0101{plan.party % 1000:03d}"
    done = party_acts.register(
        actor=actor_of(cast.pair(plan.squad)[0], at.date()),
        at=at,
        kind=Party.INDIVIDUAL,
        name=f"{'赵钱孙李周吴郑王冯陈'[plan.party % 10]}演示{plan.party:03d}",
        id_number=body + ric.calc_check_digit(body + "0"),
        address=plan.place,
        phone="13800000000",
    )
    party: Party = done.result
    return party
