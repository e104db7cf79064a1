r"""The layouts that are understood, and how their headings are read.

A layout is one module with `sure(block, …) -> Finding` (how sure, and why) and
`read(block, …)`, which adds ratings and problems, the roles without which it need not be asked,
and one line in `LAYOUTS` (docs/decisions/0014-layouts-are-a-list.md). A block is one table of a
sheet: its headings, its rows, and the lines above it. What our own template writes, and what
every form may write, is read by these headings (spaces, width, brackets and numbering do not
matter):

- subject: 姓名 or 被测评人 (branches: 党支部); its number: 工号 or 学号. A cell may also hold
  both, 张三(20120001), where the roster knows the number.
- rater: 评价人 (a name, or only a number: 票号); group: 群体; source: 测评主体.
- criteria sheet: a column per criterion, headed by its label, with weight and full marks as
  one likes: 承诺践诺, 承诺践诺20%, 承诺践诺(20分), 承诺践诺(权重20%,满分100分). A mark for the
  whole ballot: 评分.
- long list: 测评项目 for the criterion, 评分 for the mark, one mark a row.
- matrix: the corner says 评价人\被测评人 (rows\\columns), then a name per column. Turned:
  被测评人\评价人; or the criteria in rows, a name per column.
- tally: a column per word of the scale, counts 发出, 收回, 有效, 弃权, 不了解, 废票; where
  votes are per criterion the words stand under the criterion's label, or 测评项目 is a column.
  Turned, as tick sheets may be: the words and these counts in rows, a name per column.
- shares: a tally with percentages in its cells (or 优秀率, 得票率 in its headings), and 有效票
  or 收回 in a column, a line or a row.
- finished scores: 自评得分, 互评得分, 领导点评得分, 群众测评得分 (and 互评票数 … for the numbers of
  ballots), or 平均分 alone on the sheet of one source; 总分, 最终得分 are checked against them.
  With 测评项目 in rows they are of each criterion. Turned: the sources in rows, a name per column.
- bonus points: a column headed by a bonus of the scheme (加分, 扣分), beside any marks or alone.
- tick sheet: the words of the scale as for a tally, √ below the one that was chosen; or a
  ballot with the criteria in rows under 测评项目 and 被测评人:…, 评价人:… in lines above.
- source of a sheet: its name (自评, 互评, 领导点评, 群众测评), or a line 测评主体:群众测评 above
  the table; a line 评价人:… or 群体:… holds for the table below it.
- not read as marks: 序号, 备注, 合计, 总分, 平均分, 排名 and the columns on a member (支部, 职务…);
  rows that begin with 合计, 平均, 备注, 说明.
"""

from cxzy.sheets.block import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.layout import NOT_THIS, Finding, Layout
from cxzy.sheets.layout_bonus import BONUS
from cxzy.sheets.layout_criteria import CRITERIA
from cxzy.sheets.layout_long import LONG
from cxzy.sheets.layout_matrix import MATRIX
from cxzy.sheets.layout_scores import SCORES
from cxzy.sheets.layout_shares import SHARES
from cxzy.sheets.layout_tally import TALLY
from cxzy.sheets.layout_tick import TICK

LAYOUTS: tuple[Layout, ...] = (CRITERIA, LONG, MATRIX, TALLY, TICK, SHARES, SCORES, BONUS)
SURE_ENOUGH = 0.6
APART = 0.02


def recognised(block: Block, collected: Collected) -> tuple[Layout | None, Finding]:
    """Return the layout of a table; None where none is sure enough or two are equally sure.

    Where a person said which it is, it is that one if it could be meant at all.
    """
    findings = [
        (
            NOT_THIS if layout.roles.isdisjoint(block.roles) else layout.sure(block, collected),
            layout,
        )
        for layout in LAYOUTS
    ]
    findings.sort(key=lambda pair: -pair[0].sure)
    possible = tuple(layout.name for finding, layout in findings if finding.sure > 0)
    (best, layout), (second, _) = findings[:2]
    for finding, named in findings:
        if block.given and block.given.layout == named.name in possible:
            return named, Finding(finding.sure, finding.why, possible)
    if best.sure < SURE_ENOUGH or best.sure - second.sure < APART:
        return None, Finding(NOT_THIS.sure, possible=possible)
    return layout, Finding(best.sure, best.why, possible)
