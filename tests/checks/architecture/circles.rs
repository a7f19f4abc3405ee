//! Circles in a graph: Tarjan's strongly connected components.

use std::collections::{BTreeMap, BTreeSet};

/// What each node reaches in one step.
pub(crate) type Graph = BTreeMap<String, BTreeSet<String>>;

/// The groups of nodes that reach each other, each sorted.
pub(crate) fn circles(graph: &Graph) -> BTreeSet<Vec<String>> {
    let mut search = Search::default();
    for node in graph.keys() {
        if !search.numbers.contains_key(node.as_str()) {
            search.from(graph, node);
        }
    }
    search.found
}

#[derive(Default)]
struct Search<'a> {
    numbers: BTreeMap<&'a str, usize>,
    stack: Vec<&'a str>,
    found: BTreeSet<Vec<String>>,
}

impl<'a> Search<'a> {
    /// Gives the lowest number on the stack that the node reaches.
    fn from(&mut self, graph: &'a Graph, node: &'a str) -> usize {
        let number = self.numbers.len();
        self.numbers.insert(node, number);
        self.stack.push(node);
        let mut lowest = number;
        for next in graph.get(node).into_iter().flatten() {
            let reached = match self.numbers.get(next.as_str()) {
                None => self.from(graph, next),
                Some(number) if self.stack.contains(&next.as_str()) => *number,
                Some(_) => continue,
            };
            lowest = lowest.min(reached);
        }
        if lowest == number {
            let begin = self.stack.iter().position(|other| *other == node).unwrap();
            let mut members: Vec<String> = self
                .stack
                .split_off(begin)
                .into_iter()
                .map(str::to_owned)
                .collect();
            members.sort();
            if members.len() > 1 {
                self.found.insert(members);
            }
        }
        lowest
    }
}

#[test]
fn a_circle_is_found_whole_and_a_line_is_none() {
    let arrows = [
        ("a", "b"),
        ("b", "c"),
        ("c", "a"),
        ("c", "d"),
        ("d", "e"),
        ("f", "d"),
    ];
    let mut graph = Graph::new();
    for (from, to) in arrows {
        graph
            .entry(from.to_owned())
            .or_default()
            .insert(to.to_owned());
    }
    let found = circles(&graph);
    assert_eq!(found, [["a", "b", "c"].map(str::to_owned).to_vec()].into());
}
