"""How the campaign is set up: forms that store, and refuse in words."""

import pytest

from cxzy.services import campaign
from cxzy.web.settings_meetings import _given
from tests.pages.conftest import Visit
from tests.services.university import SCHEME, University, office

PARTS = ("units", "members", "periods", "meetings", "schemes", "forms")


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_in_both_languages(
    visit: Visit, university: University, part: str, lang: str
) -> None:
    app = visit("settings", part=part, lang=lang)
    assert not app.error


@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_on_an_empty_database(visit: Visit, part: str) -> None:
    assert not visit("settings", part=part).error


def test_a_unit_is_added(visit: Visit, university: University) -> None:
    app = visit("settings", part="units")
    app.text_input(key="settings.unit.code").set_value("0103")
    app.text_input(key="settings.unit.name").set_value("水文机关支部")
    app.button(key="settings.unit.submit").click().run()
    assert "已添加水文机关支部" in app.success[0].value.replace("\\", "")
    assert "0103" in [unit.code for unit in campaign.units(university.engine, office())]


def test_a_form_without_a_name_says_what_is_missing(visit: Visit, university: University) -> None:
    app = visit("settings", part="units")
    app.button(key="settings.unit.submit").click().run()
    assert "请填写" in app.error[0].value


def test_a_member_is_changed(visit: Visit, university: University) -> None:
    app = visit("settings", part="members")
    member = campaign.members(university.engine, office())[0]
    app.session_state["settings.member.change"] = True  # as a click on it does
    app.run()
    app.selectbox(key="settings.member.which").select(f"{member.name} ({member.number})").run()
    app.text_input(key=f"settings.member.position.{member.id}").set_value("支部书记")
    app.button(key="settings.member.save").click().run()
    stored = {one.id: one for one in campaign.members(university.engine, office())}[member.id]
    assert stored.position == "支部书记"


def test_a_faulty_scheme_is_refused_with_its_key(visit: Visit, university: University) -> None:
    app = visit("settings", part="schemes")
    area = app.text_area[0]
    area.set_value(SCHEME.replace("weight = 10", "weight = 25"))
    app.button(key="settings.scheme.submit").click().run()
    assert app.error
    assert "115" in app.error[0].value.replace("\\", "")


def test_a_new_version_of_a_scheme_is_added(visit: Visit, university: University) -> None:
    app = visit("settings", part="schemes")
    app.text_area[0].set_value(SCHEME.replace('version = "1"', 'version = "2"'))
    app.button(key="settings.scheme.submit").click().run()
    assert "2" in {one.version for one in campaign.schemes(university.engine, office())}


def test_limits_that_hold_in_the_browser_are_checked_again() -> None:
    labels = {"群众测评": "mass"}
    with pytest.raises(Exception, match=r"5.*3|3.*5"):
        _given({"source": "群众测评", "group": "", "expected": 3, "present": 5}, labels)


@pytest.mark.parametrize("part", ["units", "periods", "meetings"])
def test_each_list_can_be_taken_away(visit: Visit, university: University, part: str) -> None:
    del university
    keys = [button.key for button in visit("settings", part=part).get("download_button")]
    assert f"settings.{part}.table" in keys


def test_who_is_missing_can_be_taken_away(visit: Visit, university: University) -> None:
    del university
    keys = [button.key for button in visit("upload").get("download_button")]
    assert "upload.missing.table" in keys
