#include "tests/support/scriptedsession.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/common/text.h"

#include <QAction>
#include <QDialog>
#include <QFontMetricsF>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>

#include <algorithm>

namespace tst_help {

using namespace checkwatch;
using scriptedsession::Scene;
using scriptedsession::ScriptedSession;
using workstation::WorkstationWindow;

namespace {

/// A font that takes as much room as DejaVu Sans of so many pixels, whatever is installed: tests say what becomes of words of
/// that size, not which fonts a machine has.
QFont fontLike(int pixels)
{
    const QString words = QStringLiteral("DOWN, and no firing health alert says so: HAProxy counts no failures then");
    QFont font = common::interfaceFont();
    int size = 2 * pixels;
    double width = 0;
    double height = 0;
    do {
        font.setPixelSize(--size);
        const QFontMetricsF metrics(font);
        width = metrics.horizontalAdvance(words) / static_cast<double>(words.size());
        height = metrics.height();
    } while (size > 4 && (width > 0.57 * pixels || height > 1.26 * pixels));
    return font;
}

/// The help over a window.
struct Help
{
    ScriptedSession session{Scene::Workstation};
    WorkstationWindow window{&session};
    QDialog* dialog = nullptr;

    Help(const QSize& size, int pixels)
    {
        QApplication::setFont(fontLike(pixels));
        const QString name = QStringLiteral("%1-%2").arg(size.width()).arg(pixels);
        windowshow::present(window, size, QStringLiteral("help-behind-") + name);
        const auto actions = window.findChildren<QAction*>();
        const auto help = std::ranges::find_if(
            actions, [](const QAction* action) { return action->shortcuts().contains(QKeySequence(Qt::Key_F1)); });
        if (help == actions.end()) {
            return;
        }
        (*help)->trigger();
        dialog = window.findChild<QDialog*>();
        if (dialog == nullptr) {
            return;
        }
        windowshow::present(
            *dialog, [] {}, dialog->size(), QStringLiteral("help-") + name);
    }
    [[nodiscard]] const QScrollArea& area() const { return *dialog->findChild<QScrollArea*>(); }
    [[nodiscard]] QStringList words() const
    {
        QStringList out;
        for (const auto* label : dialog->findChildren<common::PlainLabel*>()) {
            out << label->plain();
        }
        return out;
    }
};

} // namespace

/// F1: what the shapes mean and which keys there are.
class HelpTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fits_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("pixels");
        QTest::addColumn<bool>("scrolls");
        QTest::newRow("1280x720") << QSize(1280, 720) << 12 << false;
        QTest::newRow("1400x950") << QSize(1400, 950) << 12 << false;
        QTest::newRow("1920x1080") << QSize(1920, 1080) << 12 << false;
        QTest::newRow("1920x1080, larger") << QSize(1920, 1080) << 16 << false;
        QTest::newRow("1280x720, much larger") << QSize(1280, 720) << 24 << true;
    }
    /// Nothing scrolls that need not, and what must is whole.
    void fits()
    {
        QFETCH(QSize, size);
        QFETCH(int, pixels);
        const Help help(size, pixels);
        QVERIFY(help.dialog != nullptr);
        QTEST(help.area().verticalScrollBar()->isVisible(), "scrolls");
        QTEST(help.area().horizontalScrollBar()->isVisible(), "scrolls");
        QVERIFY(help.dialog->width() <= size.width() && help.dialog->height() <= size.height());
        windowshow::checkLabels(*help.dialog);
    }

    /// Keys that a window has and nobody can find out about are none.
    void namesEachKeyOfTheWindow()
    {
        const Help help({1280, 720}, 12);
        QVERIFY(help.dialog != nullptr);
        const QStringList words = help.words();
        int keys = 0;
        for (const QAction* action : help.window.findChildren<QAction*>()) {
            for (const QKeySequence& key : action->text().isEmpty() ? QList<QKeySequence>() : action->shortcuts()) {
                const QString text = key.toString(QKeySequence::NativeText);
                QVERIFY2(
                    std::ranges::any_of(
                        words, [&](const QString& word) { return word.split(QStringLiteral(", ")).contains(text); }),
                    text.toUtf8());
                ++keys;
            }
        }
        QVERIFY(keys > 8);
        QVERIFY(words.contains(QStringLiteral("DOWN · no alert")) && words.contains(QStringLiteral("unchecked")));
    }
};

QTEST_MAIN(HelpTest)

} // namespace tst_help

#include "tst_help.moc"
