#include "tests/ui/wallshow.h"

#include "tests/ui/colourvision.h"
#include "ui/common/theme.h"
#include "ui/wall/scale.h"
#include "ui/wall/type.h"

#include <QTest>

#include <algorithm>

namespace checkwatch::wallshow {

using namespace std::chrono_literals;
using scriptedsession::SceneBuilder;

namespace {

constexpr int exporters = 6;

void makeWrong(SceneBuilder& scene, fleet::ServerRow& row, int number)
{
    switch (number % 9) {
    case 0: scene.makeDown(row, std::chrono::seconds{10 + number % 4000}); break;
    case 3: scene.makeFiring(row, std::chrono::seconds{5 + number % 3000}, 9.8); break;
    case 6: scene.makePending(row, 38s, 1.1); break;
    default: break;
    }
}

QByteArray about(const wall::SceneText& text)
{
    return QStringLiteral("\"%1\" %2 px at %3,%4 %5x%6")
        .arg(text.text)
        .arg(text.px)
        .arg(text.box.x())
        .arg(text.box.y())
        .arg(text.box.width())
        .arg(text.box.height())
        .toUtf8();
}

bool cover(const QRectF& a, const QRectF& b)
{
    const QRectF both = a.intersected(b);
    return both.width() > 1 && both.height() > 1;
}

/// Line boxes are as high as the tallest letters; two lines may share a pixel or two of empty room.
QRectF inked(const wall::SceneText& text)
{
    const double air = text.px * 0.15;
    return text.box.adjusted(0, air, 0, -air);
}

void checkText(const wall::WallView& view, const wall::SceneText& text)
{
    const wall::Scale scale = wall::scaleFor(view.size());
    QVERIFY2(text.px >= scale.small, about(text));
    QVERIFY2(wall::widthOf(text.text, text.px, text.bold) <= text.box.width() + 1, about(text));
    QVERIFY2(QRectF(view.rect()).adjusted(-1, -1, 1, 1).contains(text.box), about(text));
    const common::Theme& theme = common::currentTheme();
    const double contrast = colourvision::contrast(theme[text.ink], theme[text.ground]);
    QVERIFY2(contrast >= 4.5, about(text) + " contrast " + QByteArray::number(contrast));
}

} // namespace

fleet::SnapshotPtr fleetOf(int servers, bool flood)
{
    SceneBuilder scene;
    std::vector<std::uint32_t> targets;
    for (int i = 0; i < exporters; ++i) {
        targets.push_back(scene.addTarget("lb-0" + std::to_string(i + 1) + ":8404", !flood || i != 4));
    }
    for (int i = 0; i < servers; ++i) {
        const int exporter = static_cast<int>(static_cast<std::int64_t>(i) * exporters / servers);
        const std::string proxy = "be-" + std::to_string(i / 20 + 1);
        fleet::ServerRow& row
            = scene.addServer(targets[static_cast<std::size_t>(exporter)], proxy, "web-" + std::to_string(i % 20 + 1));
        if (flood) {
            makeWrong(scene, row, i);
        }
        if (flood && exporter == 4) {
            scene.makeStale(row);
        }
    }
    return scene.build();
}

void checkTexts(const wall::WallView& view)
{
    const std::vector<wall::SceneText>& texts = view.scene().texts;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        checkText(view, texts[i]);
        for (std::size_t k = i + 1; k < texts.size(); ++k) {
            QVERIFY2(!cover(inked(texts[i]), inked(texts[k])), about(texts[i]) + " covers " + about(texts[k]));
        }
        for (const wall::SceneShape& shape : view.scene().shapes) {
            QVERIFY2(!cover(inked(texts[i]), shape.box), about(texts[i]) + " covers a glyph");
        }
    }
}

void checkTiles(const wall::WallView& view)
{
    const wall::TilePlan& plan = view.field().plan();
    for (std::size_t i = 0; i < plan.sections.size(); ++i) {
        const auto& section = plan.sections[i];
        QVERIFY(QRectF(view.rect()).contains(section.title.united(section.area)));
        QVERIFY(!cover(section.title, section.area));
        for (std::size_t k = i + 1; k < plan.sections.size(); ++k) {
            const auto& other = plan.sections[k];
            QVERIFY(!cover(section.title.united(section.area), other.title.united(other.area)));
        }
        if (plan.level != wall::TilePlan::Level::Bars) {
            const int count = view.field().groups()[static_cast<std::size_t>(section.group)].count;
            const QRectF last = plan.tileAt(section, count - 1);
            QVERIFY(section.area.adjusted(-1, -1, 1, 1).contains(last));
            QVERIFY(plan.tileAt(section, std::min(count, section.perLine) - 1).right() <= section.area.right() + 1);
        }
    }
}

} // namespace checkwatch::wallshow
