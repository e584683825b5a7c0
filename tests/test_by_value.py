"""A record for each value of a segment: what the whole record tells of it, and never more."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import pytest

import csat
from csat.by_value import by_value, values_of
from csat.errors import InputError
from csat.reopening import again

REGIONS = ["North", "south", "South", "تهران", "a/b", "..", "nul"]


def written(folder: Path, regions: dict[str, int]) -> Path:
    lots = random.Random(7)
    rows = [
        f"{lots.randint(1, 5)},{lots.randint(1, 5)},{lots.randint(0, 10)},{region},{lots.choice(['Pro', 'Free'])}"
        for region, n in regions.items()
        for _ in range(n)
    ]
    path = folder / "survey.csv"
    header = "Satisfaction with us,Satisfaction with price,Would you recommend us,Region,Plan"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    return written(tmp_path, dict.fromkeys(REGIONS, 20))


def test_its_figures_are_those_of_the_segment(survey: Path) -> None:
    whole = csat.score(survey, by=["Region", "Plan"], fail_under={"csat": 1, "nps@Region=North": 1})
    header, values, withheld = values_of(whole, "region")
    assert (header, withheld) == ("Region", 0)
    assert sorted(value.lower() for value in values) == sorted({region.lower() for region in REGIONS})
    parts = dict(by_value(whole, str(survey), header, values))
    assert list(parts) == values
    for value, part in parts.items():
        of_segment = [e for e in whole.estimates if e.segment == {"Region": value}]
        assert len(part.estimates) == len(of_segment) > 10
        for own, wanted in zip(part.estimates, of_segment, strict=True):
            assert f"{own.id}@Region={value}" == wanted.id
            assert own == dataclasses.replace(wanted, id=own.id, segment={})
        assert all("@" not in target["figure"] for target in part.targets)
        assert part.plan["segments"] == []
        assert part.plan["survey"]["title"] == f"survey.csv: {value}"
        assert part.ledger["read"] == 140
        assert again(part, str(survey))[1].to_json() == part.to_json()


def test_no_record_of_a_value_of_which_a_figure_is_withheld(tmp_path: Path) -> None:
    survey = written(tmp_path, {"North": 60, "South": 50, "West": 40, "East": 3, "": 9})
    whole = csat.score(survey, by=["Region"])
    _, values, withheld = values_of(whole, "Region")
    hidden = {e.segment["Region"] for e in whole.estimates if e.segment and e.value is None}
    assert hidden == {"East", "(blank)"}  # one small value, and the next smallest for its sake
    assert (values, withheld) == (["North", "South", "West"], 2)


def test_rows_without_a_value_are_no_value(tmp_path: Path) -> None:
    whole = csat.score(written(tmp_path, {"North": 60, "South": 50, "": 40}), by=["Region"])
    assert values_of(whole, "Region")[1:] == (["North", "South"], 0)


def test_groups_of_a_plan_are_values(tmp_path: Path, survey: Path) -> None:
    from csat.planfile.draft import draft_plan

    plan = tmp_path / "plan.toml"
    groups = '\n[[segment]]\ncolumn = "Region"\n[segment.groups]\nBoth = ["North", "تهران"]\n'
    plan.write_text(draft_plan([str(survey)]).text + groups, "utf-8")
    whole = csat.score(survey, plan=plan)
    header, values, _ = values_of(whole, "Region")
    parts = dict(by_value(whole, str(survey), header, values))
    assert parts["Both"].ledger["scored"] == 40
    assert sum(part.ledger["scored"] for part in parts.values()) == 140


def test_what_it_cannot_be_made_by(survey: Path) -> None:
    whole = csat.score(survey)
    with pytest.raises(InputError, match='Add --by "Region"'):
        values_of(whole, "Region")
    with pytest.raises(InputError, match="no column"):
        values_of(whole, "Regoin")


def test_data_that_change_meanwhile_are_refused(survey: Path) -> None:
    whole = csat.score(survey, by=["Region"])
    survey.write_text(survey.read_text("utf-8") + "5,5,10,North,Pro\n", "utf-8")
    with pytest.raises(InputError, match="was changed while"):
        list(by_value(whole, str(survey), "Region", ["North"]))


THEMES = """
[[themes]]
id = "t"
examples = 3
[[themes.theme]]
name = "Wifi"
en = ["wifi"]
[[themes.theme]]
name = "Room"
en = ["room"]
"""


def commented(folder: Path, comments: dict[str, int], plan: str = "") -> csat.Record:
    """Thirty respondents of each region, of whom so many wrote; half of these of the wifi."""
    rows = [
        f"{1 + i % 5},{region},{('', 'the wifi', 'a room')[(i < wrote) * (1 + i % 2)]},{1 + i % 2}"
        for region, wrote in comments.items()
        for i in range(30)
    ]
    (folder / "survey.csv").write_text("\n".join(["overall,Region,comment,w", *rows]) + "\n", "utf-8")
    item = '[[item]]\nid = "overall"\ncolumn = "overall"\nmeasure = "csat"\nscale = "1-5"\n'
    body = f'{plan}{THEMES}{item}[columns]\ncomment = "comment"\n[[segment]]\ncolumn = "Region"\n'
    (folder / "plan.toml").write_text(body, "utf-8")
    return csat.score(folder / "survey.csv", plan=folder / "plan.toml")


@pytest.mark.parametrize(
    ("comments", "told"),
    [
        ({"North": 20, "South": 15, "West": 10}, {"North", "South", "West"}),
        ({"North": 20, "South": 15, "West": 0}, {"North", "South", "West"}),
        ({"North": 20, "South": 15, "West": 2}, {"North"}),  # whole less North and South would be West
        ({"North": 20, "South": 2, "West": 2}, set()),  # four comments are too few, and so North goes too
    ],
)
def test_analyses_of_few_are_left_out(tmp_path: Path, comments: dict[str, int], told: set[str]) -> None:
    whole = commented(tmp_path, comments)
    parts = dict(by_value(whole, str(tmp_path / "survey.csv"), "Region", list(comments)))
    assert {value for value, part in parts.items() if any(e.analysis for e in part.estimates)} == told
    for value, part in parts.items():
        assert bool(part.plan.get("analyses")) == (value in told)
        assert not part.comments
        assert again(part, str(tmp_path / "survey.csv"))[1].to_json() == part.to_json()


def test_margins_are_of_all_respondents(tmp_path: Path) -> None:
    margins = "[weighting.margins]\nRegion = { North = 0.4, South = 0.6 }\n"
    whole = commented(tmp_path, {"North": 20, "South": 20}, margins)
    with pytest.raises(InputError, match="weights to margins"):
        list(by_value(whole, str(tmp_path / "survey.csv"), "Region", ["North"]))
