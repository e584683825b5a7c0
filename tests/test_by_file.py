"""Files as waves: the figures of a file are those of the file scored alone, under its name or the plan's."""

from __future__ import annotations

from pathlib import Path

import pytest

import csat
from csat.audit.second_road import second_road
from csat.audit.verify import verify
from csat.errors import InputError
from tests.io.test_several import answers, write


def waves(folder: Path) -> list[Path]:
    return [write(folder, f"{name}.csv", answers(40, 100 * n)) for n, name in enumerate(("spring", "autumn", "april"))]


def test_a_wave_has_the_figures_of_its_file_in_the_order_given(tmp_path: Path) -> None:
    files = waves(tmp_path)
    record = csat.score(files, by=["(file)", "region"])
    assert record.plan["segments"] == ["(file)", "region"]
    named = [e.segment["(file)"] for e in record.estimates if "(file)" in e.segment]
    assert list(dict.fromkeys(named)) == ["spring.csv", "autumn.csv", "april.csv"]
    for file in files:
        alone = csat.score(file)
        mine = [e for e in record.estimates if e.segment == {"(file)": file.name}]
        told = [(e.id.partition("@")[0], e.value, e.interval, e.n) for e in mine]
        assert told == [(e.id, e.value, e.interval, e.n) for e in alone.estimates]


def test_a_plan_names_orders_and_joins_waves(tmp_path: Path) -> None:
    files = waves(tmp_path)
    plan = tmp_path / "plan.toml"
    groups = '{ "2025" = ["autumn.csv"], "2024" = ["spring.csv", "april.csv"] }'
    item = 'id = "overall"\ncolumn = "How satisfied are you overall?"\nmeasure = "csat"\nscale = "1-5"'
    plan.write_text(f'[[item]]\n{item}\n[[segment]]\ncolumn = "(file)"\ngroups = {groups}\n')
    record = csat.score(files, plan=plan)
    bases = {e.segment.get("(file)"): e.n for e in record.estimates if e.metric == "csat"}
    assert bases == {None: 120, "2025": 40, "2024": 80}


def test_a_filter_takes_files_by_name(tmp_path: Path) -> None:
    files = waves(tmp_path)
    plan = tmp_path / "plan.toml"
    item = 'id = "overall"\ncolumn = "How satisfied are you overall?"\nmeasure = "csat"\nscale = "1-5"'
    plan.write_text(f'[[item]]\n{item}\n[[filter]]\ncolumn = "(file)"\nkeep = "april.csv"\n')
    assert csat.score(files, plan=plan).find("csat").counts == csat.score(files[2]).find("csat").counts


def test_a_record_of_waves_is_verified_and_the_second_road_goes_there_too(tmp_path: Path) -> None:
    files = waves(tmp_path)
    record = csat.score(files, by=["(file)"])
    kept = tmp_path / "record.json"
    kept.write_text(record.to_json(), encoding="utf-8")
    assert verify(kept, files).holds
    changed = write(tmp_path, "april.csv", answers(40, 999))
    assert not verify(kept, [*files[:2], changed]).holds
    files[2] = write(tmp_path, "april.csv", answers(40, 200))
    compared = second_road(record, files)
    assert compared.agrees
    assert any("(file)=april.csv" in id for id in compared.covered)


def test_one_file_is_no_waves(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Give two or more"):
        csat.score(waves(tmp_path)[0], by="(file)")


def test_names_that_read_alike_are_refused(tmp_path: Path) -> None:
    files = [write(tmp_path, name, answers(20, n)) for n, name in enumerate(("wave_1.csv", "wave-1.csv"))]
    with pytest.raises(InputError, match="Rename one"):
        csat.score(files, by="(file)")


def test_a_column_of_that_name_is_refused(tmp_path: Path) -> None:
    rows = [f"{row},x" for row in answers(20)]
    files = [write(tmp_path, name, rows[n:], "id,region,overall,q1,q2,q3,(file)") for n, name in enumerate("ab")]
    with pytest.raises(InputError, match="Rename the column"):
        csat.score(files, by="(file)")


def test_files_not_asked_for_change_nothing(tmp_path: Path) -> None:
    record = csat.score(waves(tmp_path))
    assert all(use["column"] != "(file)" for use in record.plan["columns"])
