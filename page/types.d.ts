// What passes between the page, its worker and the Python side, for the type checker alone.

interface Trouble { code: string; message: string; remedy: string }
interface Finding { code: string; level: 'error' | 'warning' | 'notice'; place: string; row: string; message: string; remedy: string }
interface Fact { row: string; title: string; text: string; cell: string }
interface BudgetLine { row: string; cell: string; name: string; depth: number; planned: string; executed: string; rate: string; reason: string }
interface Budget { unit: string; planned: string; executed: string; rate: string; lines: BudgetLine[] }
interface Section { name: string; weight: string; score: string; derivation: string }
interface Indicator {
  row: string; cell: string; level1: string; level2: string; name: string; target: string; actual: string;
  weight: string; score: string; deviation: string; derivation: string; reason: string;
}
interface Form {
  part: string; kind: string; project: string; unit: string; year: string; standard: string;
  total: string; grade: string; totalDerivation: string;
  facts: Fact[]; budget: Budget; sections: Section[]; indicators: Indicator[]; findings: Finding[];
}
interface Comparison { subject: string; place: string; printed: string; computed: string; verdict: string; reason: string }
interface Verified { part: string; remarks: string[]; comparisons: Comparison[] }
interface Excerpt { sheet: string; columns: string[]; lines: { number: number; cells: string[]; marked: number[] }[] }
interface HelpPage { code: string; name: string; level: string; excerpts: Excerpt[]; facts: { term: string; texts: string[] }[] }
interface StandardInfo {
  id: string; name: string; region: string; search: string; unverified: boolean;
}
interface ProductInfo { kind: string; title: string; there: boolean }
interface About { version: string; largest: number; standards: StandardInfo[]; products: ProductInfo[] }

interface NamedBytes { name: string; bytes: ArrayBuffer }
interface Ask { do: string; files?: string[]; chosen?: Record<string, string> }
interface Result { told: any; files: NamedBytes[] }

/** A file that was dropped or chosen; `folder` is where it lies and `root` the folder that was chosen, null where nobody says. */
interface Given { path: string; name: string; file: File; size: number; folder: any; root: any }
/** A line of the list of files. `state` is waiting, working, done, failed or stopped. */
interface Item {
  number: number; given: Given; state: string; forms: Form[]; verified: Verified[] | null; trouble: Trouble | null;
  row: HTMLElement;
}
