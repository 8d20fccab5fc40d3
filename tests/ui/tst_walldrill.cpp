#include "tests/support/scriptedsession.h"
#include "tests/ui/wallshow.h"
#include "tests/ui/windowshow.h"

#include <QDir>
#include <QTest>

#include <algorithm>

namespace tst_walldrill {

using namespace checkwatch;
using namespace checkwatch::wallshow;
using common::Role;
using scriptedsession::Scene;
using scriptedsession::ScriptedSession;
using wall::SceneBox;
using wall::Standing;
using wall::WallView;

namespace {

const std::vector<QSize> sizes{QSize(1280, 720),  QSize(1920, 1080), QSize(3840, 2160),
                               QSize(1080, 1920), QSize(1024, 600),  QSize(2560, 1080)};

bool isHazard(const SceneBox& box)
{
    return box.style == SceneBox::Style::Hazard;
}

/// How much of a line of pixels is the one and the other colour of the stripes.
struct Stripes
{
    int ground = 0;
    int ink = 0;
    int other = 0;
};

Stripes along(const QImage& image, const QPoint& from, const QPoint& step, int count)
{
    const common::Theme& theme = common::currentTheme();
    Stripes out;
    for (int i = 0; i < count; ++i) {
        const QColor pixel = image.pixelColor(from + step * i);
        ++(pixel == theme[Role::Drill] ? out.ground : pixel == theme[Role::OnDrill] ? out.ink : out.other);
    }
    return out;
}

void checkStriped(const Stripes& stripes, int count)
{
    // Between two stripes a pixel is of both.
    QVERIFY2(stripes.other <= count / 8, QByteArray::number(stripes.other));
    QVERIFY2(stripes.ground >= count / 3, QByteArray::number(stripes.ground));
    QVERIFY2(stripes.ink >= count / 3, QByteArray::number(stripes.ink));
}

/// All four edges of what is on the screen, pixel by pixel.
void checkBorder(const QImage& image)
{
    const int right = image.width() - 1;
    const int bottom = image.height() - 1;
    for (const int depth : {0, 3, 10}) {
        checkStriped(along(image, {0, depth}, {1, 0}, image.width()), image.width());
        checkStriped(along(image, {0, bottom - depth}, {1, 0}, image.width()), image.width());
        checkStriped(along(image, {depth, 0}, {0, 1}, image.height()), image.height());
        checkStriped(along(image, {right - depth, 0}, {0, 1}, image.height()), image.height());
    }
}

/// Nothing else stands on the border.
void checkKeptClear(const WallView& view)
{
    const wall::Scene& scene = view.scene();
    for (const SceneBox& border : scene.boxes) {
        if (!isHazard(border)) {
            continue;
        }
        for (const SceneBox& box : scene.boxes) {
            QVERIFY(isHazard(box) || !box.box.intersects(border.box));
        }
        for (const wall::SceneText& text : scene.texts) {
            QVERIFY2(!text.box.intersects(border.box), qPrintable(text.text));
        }
        for (const wall::SceneImage& image : scene.images) {
            QVERIFY(!image.box.intersects(border.box));
        }
    }
}

const wall::SceneText* textOf(const WallView& view, const QString& words)
{
    const auto& texts = view.scene().texts;
    const auto at = std::ranges::find(texts, words, &wall::SceneText::text);
    return at == texts.end() ? nullptr : &*at;
}

void present(WallView& view, ScriptedSession& session, const QSize& size, Standing standing)
{
    view.setZone(common::Zone::Utc);
    view.resize(size);
    view.setStanding(standing);
    view.setSession(&session);
}

/// A wall on the screen of a row of addScreens().
struct OnScreen
{
    ScriptedSession session{Scene::Empty};
    WallView view;

    OnScreen(bool flood, Standing standing)
    {
        QFETCH(QSize, size);
        QFETCH(int, theme);
        common::applyTheme(windowshow::application(), windowshow::themes[static_cast<std::size_t>(theme)].kind);
        session.play(fleetOf(60, flood));
        present(view, session, size, standing);
    }
};

void keep(WallView& view, const QString& name)
{
    const QString folder = qEnvironmentVariable("CHECKWATCH_SHOTS");
    if (!folder.isEmpty()) {
        view.grab().save(QDir(folder).filePath(QStringLiteral("drill-%1.png").arg(name)));
    }
}

} // namespace

/// A drill is never taken for what is, nor what is for a drill: on every screen, in every theme, quiet and in a flood.
class WallDrillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyScreenSaysThatItIsADrill_data() { addScreens(); }
    void everyScreenSaysThatItIsADrill()
    {
        for (const bool flood : {false, true}) {
            OnScreen at(flood, Standing::Drill);
            WallView& view = at.view;
            const wall::SceneText* word = textOf(view, QStringLiteral("DRILL"));
            QVERIFY(word != nullptr);
            QVERIFY(word->px >= 56 && word->bold && word->ground == Role::Drill);
            checkTexts(view);
            checkTiles(view);
            checkKeptClear(view);
            checkBorder(view.grab().toImage());
            view.setStanding(Standing::Live);
            const std::size_t sections = view.field().plan().sections.size();
            view.setStanding(Standing::Drill);
            QCOMPARE(view.field().plan().sections.size(), sections); // the border leaves room for everything
            keep(view, QStringLiteral("%1-%2").arg(QString::fromLatin1(QTest::currentDataTag())).arg(flood));
        }
    }

    /// What is wrong is red on both; on the wall that is live nothing has the drill's colour.
    void whatIsLiveHasNothingOfADrill_data() { addScreens(); }
    void whatIsLiveHasNothingOfADrill()
    {
        OnScreen at(true, Standing::Live);
        WallView& view = at.view;
        QVERIFY(std::ranges::none_of(view.scene().boxes, isHazard));
        QVERIFY(std::ranges::none_of(view.scene().boxes, [](const SceneBox& b) { return b.role == Role::Drill; }));
        QVERIFY(std::ranges::none_of(view.scene().texts,
                                     [](const auto& text) { return text.text.contains(QStringLiteral("DRILL")); }));
    }

    void theClockSaysWhichDayItPlays()
    {
        common::applyTheme(windowshow::application(), common::ThemeKind::Dark);
        ScriptedSession session(Scene::Empty);
        session.play(fleetOf(60, true));
        const QString day = common::dayAndMonth(session.now(), common::Zone::Utc);
        for (const QSize& size : sizes) {
            WallView view;
            present(view, session, size, Standing::Drill);
            QVERIFY(textOf(view, day) != nullptr);
            view.setStanding(Standing::Live);
            QVERIFY(textOf(view, day) == nullptr);
        }
    }

    void aDrillThatIsOverShowsNothingElse_data() { addScreens(); }
    void aDrillThatIsOverShowsNothingElse()
    {
        OnScreen at(true, Standing::DrillOver);
        WallView& view = at.view;
        QVERIFY(textOf(view, QStringLiteral("DRILL OVER")) != nullptr);
        QCOMPARE(view.scene().texts.size(), std::size_t{2});
        QVERIFY(view.scene().images.empty());
        checkTexts(view);
        checkKeptClear(view);
        checkBorder(view.grab().toImage());
        keep(view, QStringLiteral("over-") + QString::fromLatin1(QTest::currentDataTag()));
    }

    void alsoBeforeItHasAnythingToShow()
    {
        common::applyTheme(windowshow::application(), common::ThemeKind::Dark);
        WallView view;
        view.resize(1280, 720);
        view.setStanding(Standing::Drill);
        QVERIFY(textOf(view, QStringLiteral("DRILL")) != nullptr);
        checkTexts(view);
        checkBorder(view.grab().toImage());
    }

    /// Against burn-in the picture is moved by three pixels: the border reaches further.
    void theBorderCoversTheEdgesOfAPictureThatIsMoved()
    {
        WallView view;
        view.resize(1280, 720);
        view.setStanding(Standing::Drill);
        QRectF all;
        for (const SceneBox& box : view.scene().boxes) {
            all = isHazard(box) ? all.united(box.box) : all;
        }
        QVERIFY(all.contains(QRectF(view.rect()).adjusted(-3, -3, 3, 3)));
    }

    void anySizeAtAll()
    {
        for (const QSize size : {QSize(1, 1), QSize(2, 900), QSize(900, 2), QSize(120, 90), QSize(320, 240)}) {
            for (const Standing standing : {Standing::Drill, Standing::DrillOver}) {
                ScriptedSession session(Scene::Workstation);
                WallView view;
                present(view, session, size, standing);
                QVERIFY(!view.grab().isNull());
                QCOMPARE(std::ranges::count_if(view.scene().boxes, isHazard), 4);
            }
        }
    }

private:
    static void addScreens()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("theme");
        for (const QSize& size : sizes) {
            for (std::size_t t = 0; t < windowshow::themes.size(); ++t) {
                QTest::addRow("%dx%d-%s", size.width(), size.height(), windowshow::themes[t].name)
                    << size << static_cast<int>(t);
            }
        }
    }
};

QTEST_MAIN(WallDrillTest)

} // namespace tst_walldrill

#include "tst_walldrill.moc"
