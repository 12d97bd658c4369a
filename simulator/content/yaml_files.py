"""Reading YAML data files so that every mistake is reported at once, with its file and key."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar, cast

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from simulator.domain.errors import ContentError, Problem

Model = TypeVar("Model", bound=BaseModel)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _UniqueKeys(_Loader):  # type: ignore[misc,valid-type]  # the C loader where it is built, else the plain one
    """A safe loader to which a key given twice is a mistake."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        """Build one mapping."""
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"duplicate key {key}", key_node.start_mark)
            seen.add(key)
        return cast(dict[object, object], super().construct_mapping(node, deep))


class Folder:
    """A folder of data files; collects what is wrong with them until `finish`."""

    def __init__(self, root: Path) -> None:
        """Take the folder that problems name files relative to."""
        self.root = root
        self._problems: list[Problem] = []

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was found so far."""
        return tuple(self._problems)

    def report(self, file: str, key: str, code: str, **params: str | int) -> None:
        """Note a mistake."""
        self._problems.append(Problem(file=file, key=key, code=code, params=params))

    def finish(self) -> None:
        """Raise what was found.

        Raises:
            ContentError: If anything is wrong.
        """
        if self._problems:
            raise ContentError(self.problems)

    def files(self, pattern: str) -> tuple[str, ...]:
        """Return the files that match a glob, relative to the folder, in order."""
        return tuple(sorted(p.relative_to(self.root).as_posix() for p in self.root.glob(pattern) if p.is_file()))

    def read(self, file: str) -> dict[str, object]:
        """Return the top mapping of a YAML file; {} after noting what is wrong with it."""
        text = self._text(file)
        if text is None:
            return {}
        try:
            return self._mapping(yaml.load(text, Loader=_UniqueKeys), file)  # a safe loader
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            detail = str(getattr(error, "problem", ""))
            self.report(file, "", "not_yaml", line=mark.line + 1 if mark else 0, detail=detail)
            return {}

    def read_json(self, file: str) -> dict[str, object]:
        """Return the top mapping of a JSON file; {} after noting what is wrong with it."""
        text = self._text(file)
        if text is None:
            return {}
        try:
            return self._mapping(from_json(text), file)
        except ValueError as error:
            detail, _, place = str(error).partition(" at line ")
            self.report(file, "", "not_json", line=int(place.split(" ")[0] or 0), detail=detail)
            return {}

    def _text(self, file: str) -> str | None:
        try:
            return (self.root / file).read_text(encoding="utf-8")
        except OSError:
            self.report(file, "", "unreadable")
        except UnicodeDecodeError:
            self.report(file, "", "not_utf8")
        return None

    def _mapping(self, data: object, file: str) -> dict[str, object]:
        if isinstance(data, dict):
            return {str(key): value for key, value in data.items()}
        self.report(file, "", "not_mapping")
        return {}

    def parse(self, model: type[Model], data: object, file: str, key: str) -> Model | None:
        """Return `data` as a model, or None after noting every field that does not fit."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for item in error.errors():
                place = ".".join(str(part) for part in (key, *item["loc"]) if part != "")
                self.report(file, place, _code(item["type"]), detail=item["msg"])
            return None

    def parse_each(self, model: type[Model], file: str) -> dict[str, Model]:
        """Return every entry of a file of named entries; a model with a field ``key`` is given its name."""
        found: dict[str, Model] = {}
        for key, data in self.read(file).items():
            name = {"key": key} if "key" in model.model_fields else {}
            if not isinstance(data, Mapping):
                self.report(file, key, "not_mapping")
            elif (value := self.parse(model, {**name, **data}, file, key)) is not None:
                found[key] = value
        return found


def folder_hash(root: Path, files: Iterable[str]) -> str:
    """Return a short hash over names and bytes of data files: the version that a grade names."""
    digest = hashlib.sha256()
    for file in sorted(files):
        content = (root / file).read_bytes()
        digest.update(f"{file}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _code(kind: str) -> str:
    return {"extra_forbidden": "unknown_key", "missing": "missing_key"}.get(kind, "wrong_value")
