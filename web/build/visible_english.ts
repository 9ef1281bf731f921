import { parse as parseSvelte, type AST } from "svelte/compiler";
import ts from "typescript";

/** English that people would see or hear, written where it stands and not in the catalogue. */
export interface Spoken {
  kind: "text" | "attribute" | "string" | "template";
  start: number;
  end: number;
  text: string;
}

/** Attributes and properties whose value is shown or read out. */
const SHOWN = new Set(
  "alt aria-label aria-description empty error lead what aria-roledescription aria-valuetext confirm detail hint label note placeholder text title words".split(
    " ",
  ),
);

/** A letter that belongs to a word: figures, units and signs are the same in every language. */
const isWords = (text: string): boolean => /\p{L}{2}/u.test(text.replace(/&\w+;/g, ""));
/** In a script: what looks like a sentence or a label rather than a name for machines. */
const isSentence = (text: string): boolean =>
  /^["'`“]?\p{Lu}\p{Ll}+($|[ ,.:!?…’])/u.test(text) || /\p{Ll}[,.:;]? \p{L}{2}/u.test(text);

export function visibleEnglish(source: string, file: string): Spoken[] {
  return file.endsWith(".svelte") ? inComponent(source) : inScript(source, 0);
}

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

function inComponent(source: string): Spoken[] {
  const root: AST.Root = parseSvelte(source, { modern: true });
  const found: Spoken[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (!isNode(node) || node.type === "StyleDirective") return;
    if (node.type === "Text" && isWords(String(node["data"]))) found.push(of("text", node, source));
    else if (node.type === "Attribute") attribute(node, source, found, visit);
    else if (node.type === "ExpressionTag" || "expression" in node) found.push(...inExpressions(node, source, visit));
    else Object.values(node).forEach(visit);
  };
  visit(root.fragment);
  for (const script of [root.instance, root.module]) {
    if (!script) continue;
    const content = script.content as unknown as Node;
    found.push(...inScript(source.slice(content.start, content.end), content.start));
  }
  return found;
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

const of = (kind: Spoken["kind"], node: Node, source: string): Spoken => ({
  kind,
  start: node.start,
  end: node.end,
  text: source.slice(node.start, node.end),
});

function attribute(node: Node, source: string, found: Spoken[], visit: (node: unknown) => void): void {
  const { value, name } = node as unknown as AST.Attribute;
  if (value === true) return;
  const parts = (Array.isArray(value) ? value : [value]) as unknown as Node[];
  if (SHOWN.has(name) && parts.some((part) => part.type === "Text" && isWords(String(part["data"])))) {
    found.push(of("attribute", node, source));
    return;
  }
  for (const part of parts) if (part.type !== "Text") visit(part);
}

/** The expressions of a template node as a script; what is markup within it as markup. */
function inExpressions(node: Node, source: string, visit: (node: unknown) => void): Spoken[] {
  const found: Spoken[] = [];
  for (const [key, value] of Object.entries(node)) {
    const expression = (key === "expression" || key === "test" || key === "declaration") && isNode(value);
    if (expression) found.push(...inScript(`(${source.slice(value.start, value.end)})`, value.start - 1));
    else visit(value);
  }
  return found;
}

function inScript(source: string, offset: number): Spoken[] {
  const found: Spoken[] = [];
  const tree = ts.createSourceFile("script.ts", source, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (isForDevelopers(node)) return;
    const at = { start: node.getStart() + offset, end: node.getEnd() + offset };
    if (ts.isStringLiteralLike(node) && !isName(node) && isSentence(node.text)) {
      found.push({ kind: "string", ...at, text: node.getText() });
    } else if (ts.isTemplateExpression(node)) {
      const texts = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)];
      if (isSentence(texts.join("0"))) found.push({ kind: "template", ...at, text: node.getText() });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Errors that only a programmer meets, imports and types. */
function isForDevelopers(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return true;
  return ts.isNewExpression(node) && /^(Error|TypeError|RangeError)$/.test(node.expression.getText());
}

/** Keys, cases and what is compared with. */
function isName(node: ts.StringLiteralLike): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return parent.name === node;
  return (
    ts.isCaseClause(parent) ||
    ts.isElementAccessExpression(parent) ||
    (ts.isBinaryExpression(parent) && /^[!=]==?$/.test(parent.operatorToken.getText()))
  );
}
