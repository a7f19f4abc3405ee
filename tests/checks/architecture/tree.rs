//! A crate's modules, and which file uses what of which other, read from its source with `syn`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use syn::{
    Attribute, Item, Lit, Macro, Meta, UseTree, Visibility,
    parse::Parser,
    punctuated::Punctuated,
    visit::{self, Visit},
};

/// Names lead to names at most this often: what two modules take from each other ends.
const STEPS_MAX: usize = 16;

/// A path as it is written.
type Segments = Vec<String>;

/// Where a name leads.
#[derive(Clone, Copy)]
enum Target {
    Module(usize),
    /// Something that this module defines.
    Item(usize),
}

/// A module: a file, or part of one.
struct Module {
    file: PathBuf,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    items: BTreeSet<String>,
    imports: BTreeMap<String, Segments>,
    globs: Vec<Segments>,
    used: Vec<Segments>,
}

/// One use of something in another file or crate.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Arrow {
    /// The file that uses it.
    pub(crate) from: PathBuf,
    /// The file that defines it, or the folder of another crate.
    pub(crate) to: PathBuf,
    /// As it is written.
    pub(crate) path: String,
}

/// A crate, read.
pub(crate) struct Tree<'a> {
    modules: Vec<Module>,
    /// The library, by which the program of the same crate reaches it.
    library: usize,
    /// Our crates: their names in code, and their folders.
    crates: &'a BTreeMap<String, PathBuf>,
    name: &'a str,
}

impl<'a> Tree<'a> {
    /// Reads the crate of this name in code.
    pub(crate) fn read(name: &'a str, crates: &'a BTreeMap<String, PathBuf>) -> Self {
        let mut tree = Self {
            modules: Vec::new(),
            library: 0,
            crates,
            name,
        };
        for root in ["lib.rs", "main.rs"] {
            let file = crates[name].join("src").join(root);
            if file.exists() {
                tree.add_file(None, &file);
            }
        }
        assert!(
            !tree.modules.is_empty(),
            "{name} has neither library nor program"
        );
        tree
    }

    /// Every use across files, once for each path that is written.
    pub(crate) fn arrows(&self) -> BTreeSet<Arrow> {
        let mut arrows = BTreeSet::new();
        for (at, module) in self.modules.iter().enumerate() {
            for path in &module.used {
                let to = match self.resolve(at, path, 0) {
                    Some(Target::Item(to)) => self.modules[to].file.clone(),
                    Some(Target::Module(_)) => continue,
                    None => match self.other_crate(path) {
                        Some(folder) => folder.clone(),
                        None => continue,
                    },
                };
                if to != module.file {
                    arrows.insert(Arrow {
                        from: module.file.clone(),
                        to,
                        path: path.join("::"),
                    });
                }
            }
        }
        arrows
    }

    fn other_crate(&self, path: &[String]) -> Option<&PathBuf> {
        let first = path.iter().find(|segment| !segment.is_empty())?;
        self.crates.get(first).filter(|_| first != self.name)
    }

    fn add_file(&mut self, parent: Option<usize>, file: &Path) -> usize {
        let text = fs::read_to_string(file).unwrap_or_else(|_| panic!("{}", file.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|_| panic!("{}", file.display()));
        let below = match file.file_name().and_then(|name| name.to_str()) {
            Some("mod.rs" | "lib.rs" | "main.rs") => file.with_file_name(""),
            _ => file.with_extension(""),
        };
        self.add(parent, file, &below, &parsed.items)
    }

    fn add(&mut self, parent: Option<usize>, file: &Path, below: &Path, items: &[Item]) -> usize {
        let at = self.modules.len();
        self.modules.push(Module {
            file: file.to_owned(),
            parent,
            children: BTreeMap::new(),
            items: BTreeSet::new(),
            imports: BTreeMap::new(),
            globs: Vec::new(),
            used: Vec::new(),
        });
        let mut reader = Reader::default();
        for item in items.iter().filter(|item| !is_for_tests(attributes(item))) {
            if let Item::Mod(module) = item {
                let name = module.ident.to_string();
                let child = if let Some((_, items)) = &module.content {
                    self.add(Some(at), file, &below.join(&name), items)
                } else {
                    let flat = below.join(&name).with_extension("rs");
                    let folder = below.join(&name).join("mod.rs");
                    self.add_file(Some(at), if flat.exists() { &flat } else { &folder })
                };
                self.modules[at].children.insert(name, child);
            } else {
                self.modules[at].items.extend(defined(item));
                reader.visit_item(item);
            }
        }
        let module = &mut self.modules[at];
        module.imports.extend(reader.imports);
        module.globs.extend(reader.globs);
        module.used.extend(reader.used);
        for path in reader.shown {
            self.add_shown(at, path);
        }
        at
    }

    /// What a module shows of its own folder is a door to it, no use of it.
    fn add_shown(&mut self, at: usize, path: Segments) {
        let first = path.iter().find(|segment| *segment != "self");
        if first.is_none_or(|first| !self.modules[at].children.contains_key(first)) {
            self.modules[at].used.push(path);
        }
    }

    fn resolve(&self, at: usize, path: &[String], steps: usize) -> Option<Target> {
        if steps > STEPS_MAX {
            return None;
        }
        let (first, mut rest) = path.split_first()?;
        let mut target = match first.as_str() {
            "" => return None,
            "crate" => Target::Module(self.root(at)),
            "self" => Target::Module(at),
            "super" => Target::Module(self.modules[at].parent?),
            name if name == self.name => Target::Module(self.library),
            name => self.look_up(at, name, path, steps)?,
        };
        while let (Target::Module(module), Some((name, left))) = (target, rest.split_first()) {
            target = if name == "super" {
                Target::Module(self.modules[module].parent?)
            } else {
                self.look_up(module, name, path, steps)?
            };
            rest = left;
        }
        Some(target)
    }

    fn look_up(&self, at: usize, name: &str, from: &[String], steps: usize) -> Option<Target> {
        let module = &self.modules[at];
        if let Some(child) = module.children.get(name) {
            return Some(Target::Module(*child));
        }
        if module.items.contains(name) {
            return Some(Target::Item(at));
        }
        if let Some(path) = module.imports.get(name).filter(|path| *path != from) {
            return self.resolve(at, path, steps + 1);
        }
        module
            .globs
            .iter()
            .find_map(|glob| match self.resolve(at, glob, steps + 1)? {
                Target::Module(module) if module != at => {
                    self.look_up(module, name, glob, steps + 1)
                }
                Target::Module(_) | Target::Item(_) => None,
            })
    }

    fn root(&self, mut at: usize) -> usize {
        while let Some(parent) = self.modules[at].parent {
            at = parent;
        }
        at
    }
}

/// What one module's items say.
#[derive(Default)]
struct Reader {
    imports: BTreeMap<String, Segments>,
    globs: Vec<Segments>,
    used: Vec<Segments>,
    /// What `pub use` shows again.
    shown: Vec<Segments>,
}

impl Reader {
    fn import(&mut self, tree: &UseTree, before: &[String], shown: bool) {
        let with = |name: String| [before, &[name]].concat();
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &with(path.ident.to_string()), shown),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, before, shown);
                }
            }
            UseTree::Glob(_) => self.globs.push(before.to_vec()),
            UseTree::Name(name) => self.take(
                &name.ident.to_string(),
                &name.ident.to_string(),
                before,
                shown,
            ),
            UseTree::Rename(renamed) => {
                self.take(
                    &renamed.ident.to_string(),
                    &renamed.rename.to_string(),
                    before,
                    shown,
                );
            }
        }
    }

    fn take(&mut self, name: &str, known_as: &str, before: &[String], shown: bool) {
        let (path, known_as) = if name == "self" {
            let last = before.last().cloned().unwrap_or_default();
            let named = if known_as == "self" {
                last
            } else {
                known_as.to_owned()
            };
            (before.to_vec(), named)
        } else {
            ([before, &[name.to_owned()]].concat(), known_as.to_owned())
        };
        self.imports.insert(known_as, path.clone());
        if shown {
            &mut self.shown
        } else {
            &mut self.used
        }
        .push(path);
    }

    /// The paths in what only a macro understands.
    fn tokens(&mut self, tokens: &str) {
        for word in tokens
            .replace(" :: ", "::")
            .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
        {
            if word.contains("::") {
                self.used
                    .push(word.split("::").map(str::to_owned).collect());
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let shown = !matches!(item.vis, Visibility::Inherited);
        self.import(&item.tree, &[], shown);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let named = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string());
        let outside = path.leading_colon.map(|_| String::new());
        self.used.push(outside.into_iter().chain(named).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        self.tokens(&called.tokens.to_string());
        visit::visit_macro(self, called);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.tokens(&list.tokens.to_string());
        }
        visit::visit_attribute(self, attribute);
    }

    fn visit_lit(&mut self, _: &'ast Lit) {}
}

/// Whether an item is compiled for tests only.
fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let Meta::List(list) = &attribute.meta else {
            return attribute.path().is_ident("test");
        };
        let parser = Punctuated::<Meta, syn::Token![,]>::parse_terminated;
        list.path.is_ident("cfg")
            && parser
                .parse2(list.tokens.clone())
                .is_ok_and(|of| of.iter().any(|meta| meta.path().is_ident("test")))
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn defined(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}
