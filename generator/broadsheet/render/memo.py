"""Render what many pages share once.

Most of a page of Material's is the same as on the page before: the header, the nav, the scripts. Here the
text of an included template, of a block and of a macro is kept by what it reads: variables of the context,
attributes of the page, and the folder from which links are relative. What a template reads is told from
its source (:mod:`broadsheet.render.template_reads`); whether that is the same for two pages, by
:mod:`broadsheet.render.likeness`. What cannot be told is rendered as if this module were not there:

* Only templates of Material, MkDocs and Broadsheet are looked into. A template of the site's own is never
  kept, nor what includes one, unless it reads nothing at all, as an icon does.
* Filters and tests must be Jinja's own, or MkDocs' ``url`` and ``script_tag``: others may read hidden state.
* The nav knows which of its items is active. So a text that reads the nav is kept for pages that are not in
  it; a macro's, for items of the nav where neither they nor anything below them is active.
* The configuration is taken to be the same for all pages of a build.

With the other modules that drive MkDocs, these depend on how it works inside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence, Set
from functools import partial
from itertools import count
from typing import Any, TypeVar, cast

from jinja2 import BaseLoader, Environment, Template, pass_context
from jinja2.environment import TemplateModule
from jinja2.filters import FILTERS
from jinja2.runtime import Context, Macro
from mkdocs.utils.templates import TemplateContext, script_tag_filter, url_filter

from broadsheet.render.likeness import Key, Likeness, UnlikeError, near
from broadsheet.render.shelf import Kept, Plan, Recording, Shelf
from broadsheet.render.template_reads import PAGE, Path, Reads
from broadsheet.render.template_sources import Sources

_KEPT = 8192  # texts of macros, and links
_MODULES = 64

_Render = Callable[..., Iterator[str]]
_Made = TypeVar("_Made")


def memoise(env: Environment) -> None:
    """Have a theme's environment keep what many pages share.

    To be called once, behind the plugins' ``on_env``. What is kept belongs to the environment and to the
    process: a fork goes on with a copy. A page must be ``active`` while it is rendered, as MkDocs has it.

    Args:
        env: What ``config.theme.get_env()`` gave.
    """
    if env.loader is not None:
        env.loader = _Loader(env.loader, _Memo(env))


class _Loader(BaseLoader):
    """Hands each template that is loaded to the memo."""

    def __init__(self, loader: BaseLoader, memo: _Memo) -> None:
        self._loader, self._memo = loader, memo
        self.has_source_access = loader.has_source_access

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        return self._loader.get_source(environment, template)

    def list_templates(self) -> list[str]:
        return self._loader.list_templates()

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        template = self._loader.load(environment, name, globals)
        self._memo.adopt(template, name)
        return template


class _Memo:
    def __init__(self, env: Environment) -> None:
        self._likeness = Likeness(env)
        self._open: list[Recording] = []
        self._links: dict[tuple[Key, str], Kept] = {}
        self._macros: dict[Key, Kept] = {}
        self._modules: dict[Key, TemplateModule] = {}
        self._contexts: dict[Key, int] = {}
        self._numbers = count()
        self._sources = Sources(env, self._replace_filters(env))
        self._get_template = env.get_template
        env.get_template = self._got  # type: ignore[method-assign]

    def adopt(self, template: Template, name: str) -> None:
        """Put the memo before everything that a template can render."""
        root = template.root_render_func
        template.root_render_func = self._kept(root, Shelf(partial(self._sources.template, name)))
        template.make_module = self._module(template, name, root)  # type: ignore[method-assign]
        for block, render in template.blocks.items():
            # What calls super() looks for itself among the blocks, as it was compiled.
            if "super" not in render.__code__.co_names:
                shelf = Shelf(partial(self._sources.block, name, block))
                template.blocks[block] = self._kept(render, shelf)

    def _kept(self, render: _Render, shelf: Shelf) -> _Render:
        likeness = self._likeness

        def rendered(context: Context) -> Iterator[str]:
            plan = shelf.plan()
            if plan is None or not likeness.enter(context) or shelf.is_vain(likeness.outside):
                return render(context)
            key = self._key(plan, context)
            if key is None:
                return render(context)
            kept = shelf.get(key, likeness.outside)
            if kept is None:
                text, parts, shared = self._record(plan.expected, lambda: "".join(render(context)))
                if shared:
                    shelf.put(key, Kept(text, parts))
                return _once(text)
            if likeness.own in kept.near:
                return render(context)
            self._linked(kept.near)
            return _once(kept.text)

        return rendered

    def _record(self, expected: Set[str], make: Callable[[], _Made]) -> tuple[_Made, frozenset[str], bool]:
        """Make a text; tell also what it links to, and whether it is the same wherever its key is."""
        recording = Recording(expected)
        self._open.append(recording)
        try:
            made = make()
        finally:
            self._open.pop()
        self._linked(recording.near)
        if self._open and not recording.sound:
            self._open[-1].sound = False
        return made, frozenset(recording.near), recording.sound and self._likeness.own not in recording.near

    def _linked(self, parts: Set[str]) -> None:
        if self._open:
            self._open[-1].near |= parts

    def _key(self, plan: Plan, context: Context) -> Key | None:
        likeness, look = self._likeness, context.resolve_or_missing
        try:
            values = [likeness.value(look(name)) for name in plan.names]
            if plan.paths:
                page = look(PAGE)
                values += [likeness.path(page, path) for path in plan.paths]
        except UnlikeError:
            return None
        return (*values,) if plan.apart else (likeness.place, *values)

    def _module(self, template: Template, name: str, root: _Render) -> Callable[..., TemplateModule]:
        """Return what imports a template with the context: it may be kept, or else its macros' texts."""
        shelf = Shelf(partial(self._sources.template, name))

        def make_module(
            vars: dict[str, Any] | None = None,  # noqa: A002
            shared: bool = False,
            locals: Mapping[str, Any] | None = None,  # noqa: A002
        ) -> TemplateModule:
            context = template.new_context(vars, shared, locals)
            plan = shelf.plan()
            key = self._key(plan, context) if plan and self._likeness.enter(context) else None
            if plan is None or key is None:
                return TemplateModule(template, context, list(root(context)))
            if plan.apart and (name, key) in self._modules:
                return self._modules[name, key]
            module, _, shared_by_all = self._record(
                plan.expected, lambda: TemplateModule(template, context, list(root(context)))
            )
            if not plan.apart:
                self._bind(module, name, key, plan.expected)
            elif shared_by_all and len(self._modules) < _MODULES:
                self._modules[name, key] = module
                self._likeness.keep(module)
            return module

        return make_module

    def _bind(self, module: TemplateModule, name: str, key: Key, expected: Set[str]) -> None:
        """Keep the texts of a module's macros, also where they call one another."""
        if len(self._contexts) >= _KEPT:
            self._contexts.clear()
        number = self._contexts.setdefault((name, key), next(self._numbers))
        for macro in vars(module).values():
            if isinstance(macro, Macro) and not (macro.caller or macro.catch_kwargs or macro.catch_varargs):
                reads = self._sources.macro(name, macro.name)
                if reads is not None:
                    macro._func = self._kept_macro(macro, reads, number, expected)

    def _kept_macro(self, macro: Macro, reads: Reads, number: int, expected: Set[str]) -> Callable[..., str]:
        render, name, likeness = macro._func, macro.name, self._likeness
        ways = [None if a in reads.whole else sorted(reads.paths.get(a, ())) for a in macro.arguments]

        def rendered(*values: Any) -> str:
            try:
                key = (number, name, *map(partial(_argument, likeness), values, ways))
            except UnlikeError:
                return render(*values)
            kept = self._macros.get(key)
            if kept is not None:
                if likeness.own in kept.near:
                    return render(*values)
                self._linked(kept.near)
                return kept.text
            text, parts, shared = self._record(expected, lambda: render(*values))
            if shared:
                if len(self._macros) >= _KEPT:
                    self._macros.clear()
                self._macros[key] = Kept(text, parts)
            return text

        return rendered

    def _got(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        """Get a template; one that was not expected must read nothing."""
        template = self._get_template(name, parent, globals)
        if self._open and template.name not in self._open[-1].expected:
            self._open[-1].sound &= (
                template.name is not None and self._sources.template(template.name).nothing
            )
        return template

    def _replace_filters(self, env: Environment) -> Mapping[str, object]:
        """Have MkDocs' own filters tell what they link to; return those whose results can be kept."""
        known: dict[str, object] = {name: made for name, made in FILTERS.items() if name != "random"}
        for name, mkdocs_own, ours in (
            ("url", url_filter, self._url),
            ("script_tag", script_tag_filter, self._script_tag),
        ):
            if env.filters.get(name) is mkdocs_own:
                env.filters[name] = known[name] = ours
        return known

    @pass_context
    def _url(self, context: Context, value: str) -> str:
        """Do as MkDocs' ``url`` does."""
        if type(value) is not str or not self._likeness.enter(context):
            return self._unknown(url_filter(cast("TemplateContext", context), value))
        known = self._links.get((self._likeness.place, value))
        if known is None or self._likeness.own in known.near:
            known = Kept(url_filter(cast("TemplateContext", context), value), near(value))
            if self._likeness.own not in known.near:
                if len(self._links) >= _KEPT:
                    self._links.clear()
                self._links[self._likeness.place, value] = known
        self._linked(known.near)
        return known.text

    @pass_context
    def _script_tag(self, context: Context, script: Any) -> str:
        """Do as MkDocs' ``script_tag`` does."""
        self._linked(near(str(script)))
        return script_tag_filter(cast("TemplateContext", context), script)

    def _unknown(self, text: str) -> str:
        """Return a text that nothing is known of: what is being made holds it, and must not be kept."""
        if self._open:
            self._open[-1].sound = False
        return text


def _argument(likeness: Likeness, value: Any, ways: Sequence[Path] | None) -> object:
    """Return a key of what a macro reads of an argument: all of it, or what some paths come to."""
    return likeness.value(value) if ways is None else (*(likeness.path(value, way) for way in ways),)


def _once(text: str) -> Iterator[str]:
    yield text
