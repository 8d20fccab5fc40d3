#include "tests/ui/colourvision.h"
#include "ui/common/font.h"
#include "ui/common/glyphs.h"
#include "ui/common/theme.h"
#include "ui/common/themefollower.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QTest>

namespace tst_theme {

using namespace checkwatch;
using namespace checkwatch::common;
using colourvision::Vision;

namespace {

constexpr std::array kinds{ThemeKind::Dark, ThemeKind::Light, ThemeKind::Contrast};
constexpr std::array surfaces{Role::Surface, Role::Panel, Role::Raised, Role::Selected};
constexpr std::array visions{Vision::Normal, Vision::Protanopia, Vision::Deuteranopia, Vision::Tritanopia};

QByteArray about(ThemeKind kind, Role a, Role b, double found)
{
    return QStringLiteral("theme %1, roles %2 and %3: %4")
        .arg(static_cast<int>(kind))
        .arg(static_cast<int>(a))
        .arg(static_cast<int>(b))
        .arg(found)
        .toUtf8();
}

/// Any two of the abnormal, and each of them and the neutral, in every theme, for everybody's eyes.
void areTold(const std::vector<Role>& abnormal, const std::vector<Role>& neutral)
{
    for (const ThemeKind kind : kinds) {
        const Theme& t = theme(kind);
        for (const Vision vision : visions) {
            for (std::size_t i = 0; i < abnormal.size(); ++i) {
                std::vector<Role> others(abnormal.begin() + static_cast<std::ptrdiff_t>(i) + 1, abnormal.end());
                others.insert(others.end(), neutral.begin(), neutral.end());
                for (const Role other : others) {
                    const double found = colourvision::distance(t[abnormal[i]], t[other], vision);
                    QVERIFY2(found >= 10, about(kind, abnormal[i], other, found));
                }
            }
        }
    }
}

} // namespace

class ThemeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Pairs 1, 7, 17 and 25 of the reference data of Sharma, Wu, Dalal.
    void distanceMatchesTheReference()
    {
        const auto rounded = [](double d) { return std::round(d * 10'000) / 10'000; };
        QCOMPARE(rounded(colourvision::distance({50, 2.6772, -79.7751}, {50, 0, -82.7485})), 2.0425);
        QCOMPARE(rounded(colourvision::distance({50, 0, 0}, {50, -1, 2})), 2.3669);
        QCOMPARE(rounded(colourvision::distance({50, 2.5, 0}, {73, 25, -18})), 27.1492);
        QCOMPARE(rounded(colourvision::distance({60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387})), 1.2644);
    }

    void textIsLegible()
    {
        for (const ThemeKind kind : kinds) {
            const Theme& t = theme(kind);
            for (const Role ground : surfaces) {
                for (const Role ink : {Role::Text, Role::Muted, Role::DownText, Role::FiringText, Role::PendingText,
                                       Role::OutText, Role::Accent}) {
                    const double found = colourvision::contrast(t[ink], t[ground]);
                    QVERIFY2(found >= 4.5, about(kind, ink, ground, found));
                }
            }
            for (const auto& [ink, fill] :
                 {std::pair{Role::OnDown, Role::Down}, std::pair{Role::OnFiring, Role::Firing},
                  std::pair{Role::OnPending, Role::Pending}, std::pair{Role::Text, Role::Replay},
                  std::pair{Role::OnDrill, Role::Drill}}) {
                const double found = colourvision::contrast(t[ink], t[fill]);
                QVERIFY2(found >= 4.5, about(kind, ink, fill, found));
            }
        }
    }

    /// A recording cannot be taken for now: its banner is no surface of any other bar, and has an edge.
    void replayStandsOut()
    {
        for (const ThemeKind kind : kinds) {
            const Theme& t = theme(kind);
            for (const Role ground : surfaces) {
                const double far = colourvision::distance(t[Role::Replay], t[ground], Vision::Normal);
                QVERIFY2(far >= 10, about(kind, Role::Replay, ground, far));
            }
            const double edge = colourvision::contrast(t[Role::Pending], t[Role::Replay]);
            QVERIFY2(edge >= 3, about(kind, Role::Pending, Role::Replay, edge));
        }
    }

    /// A drill cannot be taken for anything that is wrong, nor for the ground.
    void drillStandsOut()
    {
        areTold({Role::Drill},
                {Role::Down, Role::Firing, Role::Pending, Role::Out, Role::Neutral, Role::Muted, Role::Text,
                 Role::Surface, Role::Panel});
    }

    void shapesStandOut()
    {
        for (const ThemeKind kind : kinds) {
            const Theme& t = theme(kind);
            for (const Role ground : surfaces) {
                for (const Role shape : {Role::Down, Role::Firing, Role::Pending, Role::Out, Role::Muted}) {
                    // The fill of DOWN is given; on a selected row its edge (DownText) carries it.
                    const bool edged = shape == Role::Down && ground == Role::Selected;
                    const double found = colourvision::contrast(t[edged ? Role::DownText : shape], t[ground]);
                    QVERIFY2(found >= 3, about(kind, shape, ground, found));
                }
            }
        }
    }

    void abnormalRolesAreTold()
    {
        areTold({Role::Down, Role::Firing, Role::Pending, Role::Out}, {Role::Neutral, Role::Muted, Role::Text});
    }

    /// Words stand without their shape in some places: they have to be told by themselves.
    void abnormalWordsAreTold()
    {
        areTold({Role::DownText, Role::FiringText, Role::PendingText, Role::OutText}, {Role::Muted, Role::Text});
    }

    void palettesFollowTheme()
    {
        auto& application = *qobject_cast<QApplication*>(QCoreApplication::instance());
        ThemeFollower follower(application);
        for (const ThemeKind kind : kinds) {
            follower.choose(kind);
            QCOMPARE(currentTheme().kind, kind);
            QCOMPARE(QApplication::palette().color(QPalette::Window), theme(kind)[Role::Surface]);
        }
    }

    void digitsAreTabular() { QVERIFY(hasTabularDigits(interfaceFont())); }

    /// Every glyph leaves ink at every size, none outside its rectangle, and no two look the same.
    void glyphsAreDrawn()
    {
        for (const int side : {12, 16, 24, 48, 96}) {
            std::vector<QImage> seen;
            for (const Glyph glyph : {Glyph::Cross, Glyph::Triangle, Glyph::Progress, Glyph::Stale, Glyph::Out,
                                      Glyph::Hollow, Glyph::Dotted}) {
                QImage image(side + 4, side + 4, QImage::Format_ARGB32_Premultiplied);
                image.fill(Qt::transparent);
                QPainter painter(&image);
                paintGlyph(painter, QRectF(2, 2, side, side), glyph, theme(ThemeKind::Dark));
                painter.end();
                int ink = 0;
                for (int y = 0; y < image.height(); ++y) {
                    for (int x = 0; x < image.width(); ++x) {
                        const bool inside = x > 0 && y > 0 && x < side + 3 && y < side + 3;
                        QVERIFY(inside || qAlpha(image.pixel(x, y)) == 0);
                        ink += qAlpha(image.pixel(x, y)) > 128 ? 1 : 0;
                    }
                }
                QVERIFY(ink > side);
                QVERIFY(std::find(seen.begin(), seen.end(), image) == seen.end());
                seen.push_back(image);
            }
        }
    }
};

QTEST_MAIN(ThemeTest)

} // namespace tst_theme

#include "tst_theme.moc"
