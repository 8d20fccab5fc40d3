#include "tests/support/fakesnapshot.h"
#include "tests/support/scriptedscenes.h"
#include "tests/support/scriptedsession.h"
#include "tests/ui/colourvision.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/wall/wallview.h"

#include <QHash>
#include <QTest>

#include <array>
#include <map>

namespace tst_wallcolours {

using namespace checkwatch;
using namespace checkwatch::wall;
using colourvision::Vision;
using scriptedsession::ScriptedSession;
using support::FakeFleet;
using support::FakeState;

namespace {

constexpr std::array visions{Vision::Normal, Vision::Protanopia, Vision::Deuteranopia, Vision::Tritanopia};
constexpr std::array states{FakeState::Up,    FakeState::Pending,    FakeState::Firing,
                            FakeState::Maint, FakeState::DownSilent, FakeState::DownFiring};

/// Every state there is, `servers` of them, and one exporter that is silent.
FakeFleet everyState(int servers)
{
    FakeFleet fleet(scriptedsession::sceneTime);
    const std::size_t one = fleet.addTarget("lb-01:8404");
    const std::size_t two = fleet.addTarget("lb-02:8404");
    for (int i = 0; i < servers; ++i) {
        const std::string backend = "be-" + std::to_string(i / 20 + 1);
        fleet.addServer(i % 40 < 36 ? one : two, backend, "web-" + std::to_string(i % 20 + 1),
                        states[static_cast<std::size_t>(i) % states.size()]);
    }
    fleet.setStale(two, std::chrono::seconds{48});
    return fleet;
}

/// How many pixels of which colour.
QHash<QRgb, int> coloursIn(const QImage& image, const QRectF& box)
{
    QHash<QRgb, int> out;
    const QRect inside = box.toAlignedRect().intersected(image.rect());
    for (int y = inside.top(); y <= inside.bottom(); ++y) {
        for (int x = inside.left(); x <= inside.right(); ++x) {
            ++out[image.pixel(x, y)];
        }
    }
    return out;
}

QColor mostOf(const QHash<QRgb, int>& colours, const QColor& but = {})
{
    QRgb most = 0;
    int count = 0;
    for (auto at = colours.begin(); at != colours.end(); ++at) {
        if (at.value() > count && QColor(at.key()) != but) {
            most = at.key();
            count = at.value();
        }
    }
    return {most};
}

/// The pixel that stands out most from the ground: the heart of a stroke, where smoothing has not thinned it.
double inkContrast(const QHash<QRgb, int>& colours, const QColor& ground)
{
    double most = 1;
    for (auto at = colours.begin(); at != colours.end(); ++at) {
        most = std::max(most, colourvision::contrast(QColor(at.key()), ground));
    }
    return most;
}

/// Lines of pixels that are not all ground.
int inkHeight(const QImage& image, const QRectF& box, const QColor& ground)
{
    int first = -1;
    int last = -2;
    const QRect inside = box.toAlignedRect().intersected(image.rect());
    for (int y = inside.top(); y <= inside.bottom(); ++y) {
        for (int x = inside.left(); x <= inside.right(); ++x) {
            if (colourvision::contrast(image.pixelColor(x, y), ground) > 2) {
                first = first < 0 ? y : first;
                last = y;
                break;
            }
        }
    }
    return last - first + 1;
}

QByteArray named(const SceneText& text, double found)
{
    return text.text.toUtf8() + ": " + QByteArray::number(found);
}

} // namespace

/// What the wall really paints, pixel by pixel: whether it can be read and told apart, in every theme and by everybody's
/// eyes, and how large its letters are.
class WallColoursTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textsStandOut_data() { addThemes(); }
    void textsStandOut();
    void statesAreToldApart_data() { addThemes(); }
    void statesAreToldApart();
    void lettersAreLargeEnough();
    void nothingStaleLooksHealthy_data() { addThemes(); }
    void nothingStaleLooksHealthy();

private:
    static void addThemes()
    {
        QTest::addColumn<int>("theme");
        QTest::addColumn<int>("servers");
        for (std::size_t theme = 0; theme < windowshow::themes.size(); ++theme) {
            for (const int servers : {40, 200, 1'000, 4'000}) { // named, with glyphs, cells; small ones
                QTest::addRow("%s-%d", windowshow::themes[theme].name, servers) << static_cast<int>(theme) << servers;
            }
        }
    }
    struct Shown
    {
        ScriptedSession session{scriptedsession::Scene::Empty};
        WallView view;
        QImage image;

        Shown(int theme, int servers)
        {
            common::applyTheme(windowshow::application(), windowshow::themes[static_cast<std::size_t>(theme)].kind);
            view.setZone(common::Zone::Utc);
            view.resize(1920, 1080);
            view.setSession(&session);
            session.play(everyState(servers).snapshot());
            view.compose();
            image = view.grab().toImage().convertToFormat(QImage::Format_RGB32);
        }
        [[nodiscard]] QRectF tile(int place) const
        {
            const TilePlan& plan = view.field().plan();
            for (const TilePlan::Section& section : plan.sections) {
                const PlaceGroup& group = view.field().groups()[static_cast<std::size_t>(section.group)];
                if (place >= group.first && place < group.first + group.count) {
                    return plan.tileAt(section, place - group.first);
                }
            }
            return {};
        }
        /// Whether it stands on the tile of a stale server.
        [[nodiscard]] bool isOnHatching(const SceneText& text) const
        {
            const auto& tiles = view.field().places().tiles();
            for (std::size_t place = 0; place < tiles.size(); ++place) {
                if (tiles[place].shown == fleet::Shown::Stale && tile(static_cast<int>(place)).intersects(text.box)) {
                    return true;
                }
            }
            return false;
        }
        /// The colour that each state has most of, as painted.
        [[nodiscard]] std::map<fleet::Shown, QColor> colours() const
        {
            std::map<fleet::Shown, QColor> out;
            const auto& tiles = view.field().places().tiles();
            for (std::size_t place = 0; place < tiles.size(); ++place) {
                if (tiles[place].shown != fleet::Shown::Stale && !out.contains(tiles[place].shown)) {
                    const QRectF box = tile(static_cast<int>(place));
                    out.emplace(tiles[place].shown,
                                mostOf(coloursIn(image, box.adjusted(0, 0, -1, -1)),
                                       common::currentTheme()[common::Role::Panel]));
                }
            }
            return out;
        }
    };
};

void WallColoursTest::textsStandOut()
{
    QFETCH(int, theme);
    QFETCH(int, servers);
    const Shown shown(theme, servers);
    QVERIFY(shown.view.scene().texts.size() > 20);
    for (const SceneText& text : shown.view.scene().texts) {
        const QHash<QRgb, int> colours = coloursIn(shown.image, text.box);
        const double found = inkContrast(colours, mostOf(colours));
        QVERIFY2(found >= 4.5, named(text, found));
        if (shown.isOnHatching(text)) {
            const common::Theme& colour = common::currentTheme();
            const double onStripes = colourvision::contrast(colour[text.ink], colour[common::Role::Hatch]);
            QVERIFY2(onStripes >= 4.5, named(text, onStripes));
        }
    }
}

void WallColoursTest::statesAreToldApart()
{
    QFETCH(int, theme);
    QFETCH(int, servers);
    const Shown shown(theme, servers);
    QVERIFY(shown.view.field().plan().level != TilePlan::Level::Bars);
    const std::map<fleet::Shown, QColor> colours = shown.colours();
    QCOMPARE(colours.size(), std::size_t{6});
    const QColor& panel = common::currentTheme()[common::Role::Panel];
    for (const auto& [state, colour] : colours) {
        if (state == fleet::Shown::Up) {
            continue;
        }
        QVERIFY2(colourvision::contrast(colour, panel) >= 3, colour.name().toUtf8());
        for (const auto& [other, otherColour] : colours) {
            const bool bothDown = state <= fleet::Shown::DownFiring && other <= fleet::Shown::DownFiring;
            for (const Vision vision : visions) {
                const double found = bothDown ? 10 : colourvision::distance(colour, otherColour, vision);
                QVERIFY2(state == other || found >= 10,
                         colour.name().toUtf8() + ' ' + otherColour.name().toUtf8() + ' ' + QByteArray::number(found));
            }
        }
    }
}

void WallColoursTest::lettersAreLargeEnough()
{
    const Shown shown(0, 40);
    int verdicts = 0;
    int large = 0;
    for (const SceneText& text : shown.view.scene().texts) {
        const bool verdict = text.text.contains(QStringLiteral(" DOWN · "));
        const bool name = text.text.contains(QStringLiteral(" / "));
        const bool age
            = text.text.startsWith(QStringLiteral("DOWN ")) || text.text.startsWith(QStringLiteral("firing "));
        const bool detail
            = text.text.contains(QStringLiteral(" left")) || text.text.contains(QStringLiteral("(L4CON)"));
        const int least = verdict ? 56 : name || age ? 32 : detail ? 24 : 22;
        QVERIFY2(text.px >= least, named(text, text.px));
        verdicts += verdict ? 1 : 0;
        large += name || age ? 1 : 0;
        if (shown.isOnHatching(text)) {
            continue; // stripes are ink as well
        }
        const QColor ground = mostOf(coloursIn(shown.image, text.box));
        const int height = inkHeight(shown.image, text.box, ground);
        // Digits and capitals are about 0.71 of the size, small letters without either 0.53; "·" and "-" are not alone.
        QVERIFY2(height >= 0.5 * text.px && height <= 1.4 * text.px, named(text, height));
    }
    QCOMPARE(verdicts, 1);
    QVERIFY(large >= 6);
}

/// Next to nothing of a stale server's tile is of the colour that says "in order" (its hatching has shades of everything).
void WallColoursTest::nothingStaleLooksHealthy()
{
    QFETCH(int, theme);
    QFETCH(int, servers);
    const Shown shown(theme, servers);
    const auto& tiles = shown.view.field().places().tiles();
    int stale = 0;
    for (std::size_t place = 0; place < tiles.size(); ++place) {
        if (tiles[place].shown == fleet::Shown::Stale) {
            const QRectF box = shown.tile(static_cast<int>(place)).adjusted(0, 0, -1, -1);
            const int healthy = coloursIn(shown.image, box).value(common::currentTheme()[common::Role::Neutral].rgb());
            QVERIFY2(healthy <= 0.05 * box.width() * box.height(), QByteArray::number(healthy));
            ++stale;
        }
    }
    QVERIFY(stale > 3);
}

QTEST_MAIN(WallColoursTest)

} // namespace tst_wallcolours

#include "tst_wallcolours.moc"
