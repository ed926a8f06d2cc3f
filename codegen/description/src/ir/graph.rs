//! Which types have to do with one another, and what follows from that at a distance. Everything here takes
//! time in proportion to the types and their edges, and no recursion.

use std::collections::BTreeSet;

use super::{Type, TypeId};

/// What a type has to do with another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// It names it, be it in an array or a map.
    Holds,
    /// Its values contain values of it, neither in an array nor in a map.
    HoldsByValue,
    /// It has no value without one of it. A union needs one of those that it requires.
    Requires,
    /// It extends it.
    Extends,
}

/// The edges between types.
#[derive(Debug, Clone)]
pub struct Graph(Vec<Vec<TypeId>>);

impl Graph {
    /// A graph with these edges, in the order of the types.
    pub fn new(edges: impl IntoIterator<Item = Vec<TypeId>>) -> Self {
        Self(edges.into_iter().collect())
    }

    /// The edges of these kinds between all types of a description.
    pub fn of<'t>(types: impl IntoIterator<Item = &'t Type>, edges: &[Edge]) -> Self {
        let all = |ty: &Type| edges.iter().flat_map(|edge| ty.edges(*edge)).collect();
        Self::new(types.into_iter().map(all))
    }

    /// What a type leads to in one step.
    pub fn from(&self, id: TypeId) -> &[TypeId] {
        &self.0[id.0]
    }

    /// The edges between the types that fit.
    pub fn within(&self, fits: impl Fn(TypeId) -> bool) -> Self {
        let edges = self.0.iter().enumerate().map(|(from, all)| {
            let kept = all.iter().copied().filter(|to| fits(TypeId(from)) && fits(*to));
            kept.collect()
        });
        Self(edges.collect())
    }

    /// The same edges in the other direction.
    pub fn reversed(&self) -> Self {
        let mut reversed = vec![Vec::new(); self.0.len()];
        for (from, all) in self.0.iter().enumerate() {
            for to in all {
                reversed[to.0].push(TypeId(from));
            }
        }
        Self(reversed)
    }

    /// What these lead to in any number of steps, themselves included.
    pub fn reachable(&self, from: impl IntoIterator<Item = TypeId>) -> BTreeSet<TypeId> {
        let mut found = BTreeSet::new();
        let mut pending: Vec<TypeId> = from.into_iter().collect();
        while let Some(id) = pending.pop() {
            if found.insert(id) {
                pending.extend(self.from(id));
            }
        }
        found
    }

    /// The edges that lie on a cycle, found as the strongly connected components of the graph.
    pub fn cycles(&self) -> Cycles {
        Components::find(self)
    }
}

/// The strongly connected components of a graph, a number for each type.
#[derive(Debug)]
pub struct Cycles {
    components: Vec<usize>,
    order: Vec<TypeId>,
}

impl Cycles {
    /// Whether an edge between the two lies on a cycle.
    pub fn contain(&self, from: TypeId, to: TypeId) -> bool {
        self.components[from.0] == self.components[to.0]
    }

    /// All types, each after those that it leads to. On a cycle, one comes before what it leads to.
    pub fn order(self) -> Vec<TypeId> {
        self.order
    }
}

/// Tarjan's algorithm, with a stack of its own in the place of recursion.
struct Components {
    /// When a type was met, and the earliest one on the stack that it leads to.
    met: Vec<Option<(usize, usize)>>,
    count: usize,
    /// Types that are met and belong to no component yet.
    stack: Vec<TypeId>,
    /// The component of each type.
    component: Vec<Option<usize>>,
    /// Types whose edges have all been followed.
    order: Vec<TypeId>,
}

impl Components {
    fn find(graph: &Graph) -> Cycles {
        let size = graph.0.len();
        let mut this = Self {
            met: vec![None; size],
            count: 0,
            stack: Vec::new(),
            component: vec![None; size],
            order: Vec::new(),
        };
        for id in (0..size).map(TypeId) {
            if this.met[id.0].is_none() {
                this.visit(graph, id);
            }
        }
        let components = this.component.into_iter().map(Option::unwrap_or_default).collect();
        Cycles { components, order: this.order }
    }

    fn visit(&mut self, graph: &Graph, root: TypeId) {
        let mut open = vec![(root, 0)];
        self.meet(root);
        while let Some((id, next)) = open.last_mut() {
            let id = *id;
            if let Some(to) = graph.from(id).get(*next).copied() {
                *next += 1;
                if self.met[to.0].is_none() {
                    self.meet(to);
                    open.push((to, 0));
                } else if self.component[to.0].is_none() {
                    self.lower(id, to);
                }
                continue;
            }
            open.pop();
            self.order.push(id);
            if let Some((holder, _)) = open.last() {
                self.lower(*holder, id);
            }
            self.close(id);
        }
    }

    fn meet(&mut self, id: TypeId) {
        self.met[id.0] = Some((self.count, self.count));
        self.count += 1;
        self.stack.push(id);
    }

    /// `from` leads to whatever `to` leads to.
    fn lower(&mut self, from: TypeId, to: TypeId) {
        if let (Some((_, low)), Some((_, other))) = (self.met[from.0], self.met[to.0])
            && other < low
            && let Some(entry) = &mut self.met[from.0]
        {
            entry.1 = other;
        }
    }

    /// Takes a component off the stack, if `id` is the first of it that was met.
    fn close(&mut self, id: TypeId) {
        let Some((number, low)) = self.met[id.0] else { return };
        if number != low {
            return;
        }
        while let Some(member) = self.stack.pop() {
            self.component[member.0] = Some(number);
            if member == id {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[&[usize]]) -> Graph {
        Graph(edges.iter().map(|all| all.iter().copied().map(TypeId).collect()).collect())
    }

    #[test]
    fn an_edge_is_on_a_cycle_if_it_leads_back() {
        let graph = graph(&[&[1], &[2, 3], &[0], &[4], &[3, 5], &[5], &[]]);
        let cycles = graph.cycles();
        let on_cycle = |from: usize| {
            let all = graph.from(TypeId(from)).iter();
            all.filter(|to| cycles.contain(TypeId(from), **to)).map(|to| to.0).collect::<Vec<_>>()
        };
        let found: Vec<_> = (0..7).map(on_cycle).collect();
        assert_eq!(found, [vec![1], vec![2], vec![0], vec![4], vec![3], vec![5], vec![]]);
    }

    #[test]
    fn what_a_type_leads_to_comes_first() {
        let order = graph(&[&[2], &[0], &[3], &[2], &[]]).cycles().order();
        assert_eq!(order.into_iter().map(|id| id.0).collect::<Vec<_>>(), [3, 2, 0, 1, 4]);
    }

    #[test]
    fn what_is_reached_includes_where_it_begins() {
        let graph = graph(&[&[1], &[0], &[1], &[]]);
        let ids = |found: BTreeSet<TypeId>| found.into_iter().map(|id| id.0).collect::<Vec<_>>();
        assert_eq!(ids(graph.reachable([TypeId(2)])), [0, 1, 2]);
        assert_eq!(ids(graph.reversed().reachable([TypeId(0)])), [0, 1, 2]);
        assert_eq!(ids(graph.within(|id| id != TypeId(1)).reachable([TypeId(2)])), [2]);
    }

    #[test]
    fn long_chains_need_no_stack() {
        let size = 1_000_000;
        let ring = (0..size).map(|from| vec![TypeId((from + 1) % size)]);
        let graph = Graph(ring.collect());
        assert!(graph.cycles().contain(TypeId(0), TypeId(size / 2)));
        assert_eq!(graph.reachable([TypeId(7)]).len(), size);
    }
}
