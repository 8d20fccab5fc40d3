#include "ui/runbook/runbookview.h"

#include <QCheckBox>
#include <QSignalSpy>
#include <QTest>

namespace tst_runbookticks {

using namespace checkwatch;

/// Ticks on the steps of a runbook: they are told, so that they can be written down.
class RunbookTicksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTickIsToldWithTheNameOfItsStep()
    {
        auto parsed
            = runbooks::parseRunbook("# Book\n\n## Diagnosis\n\n1. Look at the log\n2. Ask the owner\n", "b.md");
        QVERIFY(parsed.ok());
        auto book = std::make_shared<const runbooks::Runbook>(std::move(*parsed));
        runbook::RunbookView::Page page;
        page.guide = runbooks::guideFor(*book, {});
        page.book = book;
        page.subject = QStringLiteral("Failing 3");
        runbook::RunbookView view;
        view.setPage(std::move(page));
        view.show();
        QSignalSpy ticks(&view, &runbook::RunbookView::stepTicked);
        const auto boxes = view.findChildren<QCheckBox*>();
        QCOMPARE(boxes.size(), 2);
        boxes[1]->click();
        QCOMPARE(ticks.size(), 1);
        QCOMPARE(ticks[0], (QVariantList{QStringLiteral("2. Ask the owner"), true}));
        boxes[1]->click();
        QCOMPARE(ticks.size(), 2);
        QCOMPARE(ticks[1], (QVariantList{QStringLiteral("2. Ask the owner"), false}));
    }
};

QTEST_MAIN(RunbookTicksTest)

} // namespace tst_runbookticks

#include "tst_runbookticks.moc"
