#include "ui/replay/replayactions.h"
#include "ui/replay/replaybanner.h"

#include <QAction>
#include <QTest>
#include <QToolButton>

#include <algorithm>

namespace tst_replaybanner {

using namespace checkwatch;
using replay::ReplayActions;
using replay::ReplayBanner;

namespace {

QToolButton* buttonOf(const ReplayBanner& banner, const QAction* action)
{
    const auto buttons = banner.findChildren<QToolButton*>();
    const auto found = std::ranges::find(buttons, action, &QToolButton::defaultAction);
    return found == buttons.end() ? nullptr : *found;
}

/// A banner with room to be any width: nothing holds it to a minimum but itself.
struct Shown
{
    QObject owner;
    ReplayActions actions{&owner};
    ReplayBanner banner{actions};

    explicit Shown(const char* name)
    {
        session::RecordingFacts facts;
        facts.name = name;
        banner.setFacts(facts);
        banner.setTime(base::fromUnixMs(1'800'000'000'000), common::Zone::Utc);
        banner.show();
    }
    void resize(int width)
    {
        banner.resize(width, banner.sizeHint().height());
        QCoreApplication::processEvents();
    }
    [[nodiscard]] bool offersReview() const
    {
        return buttonOf(banner, actions.backtest)->isVisible() && buttonOf(banner, actions.report)->isVisible();
    }
};

} // namespace

class ReplayBannerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void offersBacktestAndReportWhereThereIsRoom()
    {
        Shown shown("demo.cwrec");
        shown.resize(1600);
        QVERIFY(shown.offersReview());
        shown.resize(900);
        QVERIFY(!shown.offersReview());
        QVERIFY(shown.banner.width() <= 900); // the window can become narrow again
        QVERIFY(buttonOf(shown.banner, shown.actions.note)->isVisible());
        shown.resize(1600);
        QVERIFY(shown.offersReview());
    }
    void noButtonIsOnAnother()
    {
        for (const int width : {900, 1024, 1150, 1200, 1250, 1300, 1350, 1400, 1600}) {
            Shown shown("a-long-name-of-a-recording-somebody-kept-of-the-night-2026-11-21.cwrec");
            shown.banner.offerLive(true);
            shown.resize(width);
            int right = 0;
            for (const QToolButton* button : shown.banner.findChildren<QToolButton*>()) {
                if (button->isVisible()) {
                    QVERIFY2(button->x() >= right, qPrintable(QString::number(width) + ' ' + button->text()));
                    QVERIFY2(button->width() >= button->sizeHint().width(), qPrintable(button->text()));
                    right = button->geometry().right();
                }
            }
            QVERIFY(right < shown.banner.width());
        }
    }
    void itsButtonsDoWhatTheMenuDoes()
    {
        Shown shown("demo.cwrec");
        shown.resize(1600);
        int asked = 0;
        connect(shown.actions.report, &QAction::triggered, this, [&asked] { ++asked; });
        QTest::mouseClick(buttonOf(shown.banner, shown.actions.report), Qt::LeftButton);
        QCOMPARE(asked, 1);
    }
};

QTEST_MAIN(ReplayBannerTest)

} // namespace tst_replaybanner

#include "tst_replaybanner.moc"
