"""What can be said of grading/hub without starting it: its files agree and keep no secret."""

import json
import runpy
import stat
from pathlib import Path

import pytest
import yaml
from hubs import HUB
from nbgrader.server_extensions import formgrader
from notebooks import PROJECT

KUBERNETES = sorted((HUB / "kubernetes").glob("*.yaml"))
prepare = runpy.run_path(str(HUB / "prepare.py"))["prepare"]


def documents(path: Path) -> list[dict]:
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def manifests() -> list[dict]:
    """Everything that is handed to `kubectl apply`."""
    return [each for p in KUBERNETES if p.stem != "jupyterhub" for each in documents(p)]


def found(tree: object, key: str) -> list:
    """What stands under this key, anywhere in the tree."""
    if isinstance(tree, list):
        return [value for each in tree for value in found(each, key)]
    if not isinstance(tree, dict):
        return []
    here = [tree[key]] if key in tree else []
    return here + [value for each in tree.values() for value in found(each, key)]


@pytest.fixture(scope="module")
def values() -> dict:
    """The values for Zero to JupyterHub's chart."""
    (values,) = documents(HUB / "kubernetes" / "jupyterhub.yaml")
    return values


@pytest.mark.parametrize("path", KUBERNETES, ids=lambda path: path.stem)
def test_kubernetes_files_are_yaml(path):
    for document in documents(path):
        assert isinstance(document, dict)
        if path.stem != "jupyterhub":
            assert {"apiVersion", "kind", "metadata", "spec"} <= set(document)


def test_every_kubernetes_file_is_on_the_page():
    page = (HUB / "README.md").read_text(encoding="utf-8")
    for path in (HUB / "kubernetes").iterdir():
        assert path.name.startswith("__") or f"(kubernetes/{path.name})" in page


def test_kubernetes_files_name_what_is_there(values):
    """A service, volume or label by another name would only be missed on the cluster."""
    named = {kind: set() for kind in ("Service", "PersistentVolumeClaim", "Cluster")}
    for each in manifests():
        named.setdefault(each["kind"], set()).add(each["metadata"]["name"])
    everything = [values, *manifests()]
    claims = {claim["claimName"] for claim in found(everything, "persistentVolumeClaim")}
    assert claims == named["PersistentVolumeClaim"]
    assert values["hub"]["services"]["ngshare"]["url"] == "http://ngshare:8080"
    assert {"ngshare", "dask-scheduler"} == named["Service"]
    (database,) = named["Cluster"]
    assert f"@{database}-rw:5432/" in values["hub"]["db"]["url"]
    (override,) = values["hub"]["config"]["Spawner"]["group_overrides"].values()
    assert f"{database}-app" in json.dumps(override)
    labels = override["spawner_override"]["extra_labels"]
    for each in manifests():
        if each["metadata"]["name"].startswith("instructors-to-"):
            assert each["spec"]["podSelector"]["matchLabels"] == labels
    # The same words as on one machine.
    config = (HUB / "jupyterhub_config.py").read_text(encoding="utf-8")
    for group in values["hub"]["config"]["GenericOAuthenticator"]["allowed_groups"]:
        assert f'"{group}"' in config


def test_paths_in_the_image_are_paths_of_the_project(values):
    paths = [*found(values, "JUPYTER_CONFIG_PATH"), *found(values, "cmd")]
    in_image = [
        part
        for text in paths
        for part in (text.split(":") if isinstance(text, str) else text)
        if part.startswith("/opt/nnbasics/")
    ]
    assert len(in_image) >= 5
    for path in in_image:
        assert (PROJECT / Path(path).relative_to("/opt/nnbasics")).exists()


def test_students_reach_neither_course_nor_database(values):
    """What is theirs by default has nothing of what an instructor's override adds."""
    single = json.dumps(values["singleuser"])
    for word in ('course"', "postgresql", "NNBASICS_DB_URL", "dask", "nnbasics/role"):
        assert word not in single
    assert "hub/student" in single


def test_kubernetes_files_hold_no_secret(values):
    for key in (
        "password",
        "apiToken",
        "client_secret",
        "secretToken",
        "cookieSecret",
        "stringData",
    ):
        assert found([values, *manifests()], key) == []


def test_students_settings_turn_off_what_exists():
    """Extensions that go by another name would be there again without a word."""
    server = json.loads((HUB / "student" / "jupyter_server_config.json").read_text())
    off = server["ServerApp"]["jpserver_extensions"]
    assert formgrader.__name__ in off and not any(off.values())
    package = Path(formgrader.__file__).parents[1]
    assert all((package / name.rsplit(".", 1)[1]).is_dir() for name in off)


def test_folders_of_a_class(tmp_path):
    folder = tmp_path / "class"
    prepare(folder)
    modes = {
        path.relative_to(folder).as_posix(): oct(stat.S_IMODE(path.stat().st_mode))
        for path in (*folder.iterdir(), *folder.glob("exchange/**/*"))
    }
    assert modes == {
        "state": "0o700",
        "course": "0o700",
        "exchange": "0o1777",
        "exchange/nnbasics": "0o755",
        "exchange/nnbasics/outbound": "0o755",
        "exchange/nnbasics/inbound": "0o3733",
        "exchange/nnbasics/feedback": "0o711",
    }
    given = {path.name for path in (PROJECT / "solutions").glob("*/*.ipynb")}
    assert {path.name for path in folder.glob("course/solutions/*/*.ipynb")} == given


def test_preparing_again_keeps_files_and_mends_permissions(tmp_path):
    prepare(tmp_path)
    (tmp_path / "course" / "grading" / "gradebook.db").write_text("grades")
    (tmp_path / "course").chmod(0o755)
    prepare(tmp_path)
    assert (tmp_path / "course" / "grading" / "gradebook.db").read_text() == "grades"
    assert stat.S_IMODE((tmp_path / "course").stat().st_mode) == 0o700


def test_a_link_in_the_place_of_a_folder_is_refused(tmp_path):
    """It would give the rights to what it leads to."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "exchange").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ValueError, match="is a link"):
        prepare(tmp_path / "class")
