"""Faulty command lines in Chinese, one line each; names of commands, options and files stay as they are."""

from __future__ import annotations

import re
from typing import Any

import typer

from ui.commands.group import in_chinese


def in_one_line(error: typer.TyperException) -> str:
    """What is wrong with the command line and how to mend it."""
    context: Any = getattr(error, "ctx", None)
    help_line = f"用法见 {context.command_path if context else 'xianjie'} --help"
    option, param = getattr(error, "option_name", None), getattr(error, "param", None)
    message = error.format_message()
    match type(error).__name__:
        case "NoSuchOption":
            close = getattr(error, "possibilities", None)
            return f"没有选项 {option}：" + (f"是不是 {'、'.join(close)}？" if close else f"{help_line}；话以 - 开头时，前面加 --")
        case "MissingParameter":
            name = param.metavar or param.opts[0] if param is not None else "参数"
            return f"少写了 {name}：{_usage(context) or help_line}"
        case "BadParameter":
            name = param.opts[0] if param is not None and param.opts else "参数"
            return f"{name} 的值不对：{'要写整数' if 'integer' in message else '要写的样子见帮助'}；{help_line}"
        case "BadOptionUsage":
            return f"选项 {option} {'后面要写值' if 'requires' in message else '后面不用写值'}：{help_line}"
    return _other(message, help_line)


def _other(message: str, help_line: str) -> str:
    unknown = re.search(r"No such command '(.*?)'", message)
    if unknown:
        close = re.findall(r"'([^']+)'", message.partition("Did you mean")[2])
        return f"没有命令 {unknown[1]}：" + (f"是不是 {'、'.join(close)}？" if close else help_line)
    extra = re.search(r"unexpected extra argument\(s\) \((.*)\)", message)
    if extra:
        return f"多写了 {extra[1]}：{help_line}"
    return f"命令没有写全：{help_line}" if "Missing command" in message else message


def _usage(context: Any) -> str:
    return in_chinese(" ".join(context.get_usage().split())) if context else ""
