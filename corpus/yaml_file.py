"""Reads a YAML file with the line of every value, refusing doubled keys; errors name file, line and mend."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from corpus.errors import DataError, MissingFileError
from corpus.text import squeeze

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # libyaml is missing: the same result, slower
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]


class Parsed:
    """A parsed file: its value and the line each key or item stands on."""

    def __init__(self, value: Any, lines: dict[Place, int], name: str) -> None:
        self.value = value
        self.lines = lines
        self.name = name

    def line_of(self, place: Place) -> int:
        """The line of ``place``, or of the nearest thing above it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def parse(text: str, name: str) -> Parsed:
    """Parse YAML text.

    Raises:
        DataError: not YAML, or a key doubled; with file and line.
    """
    loader = _Loader(text)
    lines: dict[Place, int] = {}
    try:
        root = loader.get_single_node()
        value = _build(loader, root, (), lines, name) if root is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise DataError(
            f"not valid YAML: {error.problem or error.context}",
            where=f"{name}:{line}",
            mend="mend the line; strings with ':' or '#' need quotes",
        ) from None
    except yaml.YAMLError as error:
        raise DataError(f"not valid YAML: {error}", where=f"{name}:1", mend="remove control characters and save as UTF-8") from None
    finally:
        loader.dispose()
    return Parsed(value, lines, name)


def _build(loader: Any, node: yaml.Node, place: Place, lines: dict[Place, int], name: str) -> Any:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise DataError(
                    "a key that is not a plain word", where=f"{name}:{key_node.start_mark.line + 1}", mend="use one plain word as the key"
                )
            key = loader.construct_object(key_node)
            if key in mapping:
                raise DataError(f"the key '{key}' stands twice", where=f"{name}:{key_node.start_mark.line + 1}", mend="keep one of the two")
            mapping[key] = _build(loader, value_node, (*place, str(key)), lines, name)
            lines[(*place, str(key))] = key_node.start_mark.line + 1
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_build(loader, item, (*place, index), lines, name) for index, item in enumerate(node.value)]
    try:
        return loader.construct_object(node)
    except ValueError as error:
        raise DataError(
            f"'{node.value}' is not a value: {error}",
            where=f"{name}:{node.start_mark.line + 1}",
            mend="a date is written YYYY-MM-DD; quote what is text",
        ) from None


def read_text(path: Path, name: str) -> str:
    """The file's text.

    Raises:
        MissingFileError: no such file, or it cannot be read.
        DataError: not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise MissingFileError("the file is missing", where=name, mend="restore it from the repository, or reinstall") from None
    except UnicodeDecodeError as error:
        raise DataError(f"not UTF-8 text ({error.reason} at byte {error.start})", where=name, mend="save the file as UTF-8") from None
    except OSError as error:
        raise MissingFileError(f"cannot be read: {error.strerror}", where=name, mend="check that it is a file you may read") from None


def read_yaml(path: Path, name: str) -> Parsed:
    """Parse the file at ``path``; ``name`` is what errors call it."""
    return parse(read_text(path, name), name)


def validate(model: type[Model], parsed: Parsed, *, value: Any = None, under: Place = ()) -> Model:
    """Validate a parsed value against its model; the first fault is told with its line.

    Args:
        model: the pydantic model.
        parsed: the file it came from.
        value: what to validate, when it is not the whole file.
        under: the place in the file where ``value`` stands.

    Raises:
        DataError: with file, line, and the nearest known key where one is unknown.
    """
    try:
        return model.model_validate(parsed.value if value is None else value)
    except ValidationError as error:
        raise fault(error, parsed, under, model) from None


def fault(error: ValidationError, parsed: Parsed, under: Place, model: type[BaseModel]) -> DataError:
    """The first of pydantic's complaints as one line with its place."""
    first = next((e for e in error.errors() if e["type"] == "extra_forbidden"), error.errors()[0])
    place = tuple(under) + tuple(first["loc"])
    line = parsed.line_of(_without_tags(place, parsed))
    shown = ".".join(str(part) for part in place)
    if first["type"] == "extra_forbidden":
        close = nearest(str(first["loc"][-1]), known_keys(model))
        mend = f"did you mean {' or '.join(close)}?" if close else "remove it"
        return DataError(f"unknown key '{first['loc'][-1]}'", where=f"{parsed.name}:{line}", mend=mend)
    if first["type"] == "missing":
        return DataError(f"'{shown}' is missing", where=f"{parsed.name}:{line}", mend="add it")
    return DataError(
        f"{shown or 'the file'}: {first['msg']}", where=f"{parsed.name}:{line}", mend=f"given was {str(first['input'])[:80]!r}"
    )


def _without_tags(place: Place, parsed: Parsed) -> Place:
    """Pydantic puts the tag of a union into the place; leave out what the file does not have."""
    kept: Place = ()
    for part in place:
        if (*kept, part) in parsed.lines:
            kept = (*kept, part)
    return kept


def known_keys(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys a model reads, and those of the models inside it."""
    keys: dict[str, None] = {}
    waiting, seen = [model], set()
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        for field_name, field in current.model_fields.items():
            keys[field.alias or field_name] = None
            waiting.extend(_models_in(field.annotation))
    return tuple(keys)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _models_in(part)]


def nearest(name: str, known: tuple[str, ...] | list[str], limit: int = 3) -> tuple[str, ...]:
    """The known names most like ``name``, by shared characters; none if nothing is near."""
    import difflib

    wanted = squeeze(name)
    by_form = {squeeze(k): k for k in known}
    close = difflib.get_close_matches(wanted, list(by_form), n=limit, cutoff=0.5)
    inside = [form for form in by_form if wanted and (wanted in form or form in wanted) and form not in close]
    return tuple(by_form[form] for form in (close + inside)[:limit])
