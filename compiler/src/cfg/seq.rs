//! The instruction sequence that code generation writes: opcodes with operands, labels and source locations.
//!
//! It knows nothing of basic blocks. Labels are numbers; a jump's operand is its label's number until the control-flow
//! graph is built.

use taipan_bytecode::Op;

/// A source range: 1-based lines, 0-based columns in UTF-8 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Loc {
    /// First line.
    pub line: i32,
    /// Last line.
    pub end_line: i32,
    /// Column of the first byte in the first line.
    pub col: i32,
    /// Column after the last byte in the last line.
    pub end_col: i32,
}

impl Loc {
    /// No source location: the instruction is artificial.
    pub const NONE: Loc = Loc { line: -1, end_line: -1, col: -1, end_col: -1 };
    /// The location of whatever instruction follows.
    pub const NEXT: Loc = Loc { line: -2, end_line: -2, col: -2, end_col: -2 };

    /// A full location.
    pub fn new(line: i32, end_line: i32, col: i32, end_col: i32) -> Loc {
        Loc { line, end_line, col, end_col }
    }

    /// A location that is a whole line, columns unknown.
    pub fn line(line: i32) -> Loc {
        Loc { line, end_line: line, col: -1, end_col: -1 }
    }
}

/// The location of instructions that have none (same as `Loc::NONE`).
pub const NO_LOCATION: Loc = Loc::NONE;

/// A jump target; made by `InstrSeq::new_label`, placed by `InstrSeq::use_label`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Label(pub u32);

/// One instruction. For opcodes with a target, `arg` is a label number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Instr {
    /// Opcode, possibly a pseudo-op.
    pub op: Op,
    /// Operand; 0 if the opcode takes none.
    pub arg: u32,
    /// Source location.
    pub loc: Loc,
}

/// A growing instruction sequence.
#[derive(Clone, Debug, Default)]
pub struct InstrSeq {
    pub(crate) instrs: Vec<Instr>,
    /// Label number → index of the instruction it stands before (`u32::MAX` while unplaced).
    pub(crate) labels: Vec<u32>,
    /// Code to put in the place of `ANNOTATIONS_PLACEHOLDER`.
    pub(crate) annotations: Option<Box<InstrSeq>>,
}

impl InstrSeq {
    /// An empty sequence.
    pub fn new() -> InstrSeq {
        InstrSeq::default()
    }

    /// Number of instructions so far.
    pub fn len(&self) -> usize {
        self.instrs.len()
    }

    /// Whether there are no instructions.
    pub fn is_empty(&self) -> bool {
        self.instrs.is_empty()
    }

    /// The instructions so far.
    pub fn instrs(&self) -> &[Instr] {
        &self.instrs
    }

    /// A fresh label, to be placed later.
    pub fn new_label(&mut self) -> Label {
        self.labels.push(u32::MAX);
        Label(self.labels.len() as u32 - 1)
    }

    /// Places a label before the next instruction.
    pub fn use_label(&mut self, label: Label) {
        self.labels[label.0 as usize] = self.instrs.len() as u32;
    }

    /// Appends an instruction.
    pub fn emit(&mut self, op: Op, arg: u32, loc: Loc) {
        self.instrs.push(Instr { op, arg, loc });
    }

    /// Appends an instruction without an operand.
    pub fn emit0(&mut self, op: Op, loc: Loc) {
        self.emit(op, 0, loc);
    }

    /// Appends a jump or a `SETUP_*` pseudo-op whose handler is at the label.
    pub fn emit_jump(&mut self, op: Op, label: Label, loc: Loc) {
        debug_assert!(op.has_target());
        self.emit(op, label.0, loc);
    }

    /// Inserts an instruction at an index; labels placed at or after it move along, so a label placed exactly at the
    /// index stays before the instruction that was there.
    pub fn insert(&mut self, at: usize, op: Op, arg: u32, loc: Loc) {
        self.instrs.insert(at, Instr { op, arg, loc });
        for place in &mut self.labels {
            if *place != u32::MAX && *place >= at as u32 {
                *place += 1;
            }
        }
    }

    /// As `insert`, for opcodes with a label operand.
    pub fn insert_jump(&mut self, at: usize, op: Op, label: Label, loc: Loc) {
        self.insert(at, op, label.0, loc);
    }

    /// Sets the code that replaces `ANNOTATIONS_PLACEHOLDER`; it must not hold labels. Without it the placeholder
    /// disappears.
    pub fn set_annotations(&mut self, seq: InstrSeq) {
        debug_assert!(seq.labels.is_empty());
        self.annotations = Some(Box::new(seq));
    }
}
