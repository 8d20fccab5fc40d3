#include "ui/wall/parts.h"

#include "ui/wall/drill.h"
#include "ui/wall/type.h"

#include <algorithm>

namespace checkwatch::wall {

using common::Role;

namespace {

constexpr double heartbeatRoom = 110;
constexpr double clockAt1080 = 48;
constexpr double noteGap = 24;
constexpr double noteAtLeast = 180;

struct Count
{
    std::uint32_t number;
    QString words;
    Role ink;
};

/// What is none of is not said, but for "up".
std::vector<Count> countsOf(const Moment& moment)
{
    const workstation::FleetTotals totals = moment.counted.of(moment.totals);
    std::vector<Count> counts;
    const auto add = [&](std::uint32_t number, const char* words, Role ink) {
        if (number > 0) {
            counts.push_back({number, QString::fromLatin1(words), ink});
        }
    };
    add(totals.pending + moment.counted.others().pending, "pending", Role::PendingText);
    add(moment.counted.leftOut(), "not counted", Role::Text);
    add(totals.stale, "stale", Role::Text);
    add(totals.out, "out of rotation", Role::OutText);
    add(totals.unchecked, "unchecked", Role::Text);
    counts.push_back({totals.up, QStringLiteral("up"), Role::Text});
    return counts;
}

/// What the box of a verdict has beside the text.
double verdictEdges(const Scale& scale, const Verdict& verdict)
{
    return 2 * scale.of(20) + (verdict.glyph == common::Glyph::None ? 0 : scale.of(48) + scale.of(16));
}

/// The verdict's box; gives its width.
double addVerdict(Composer& composer, const QRectF& row, const Verdict& verdict)
{
    const Scale& scale = composer.scale();
    const double pad = scale.of(20);
    const double side = verdict.glyph == common::Glyph::None ? 0 : scale.of(48);
    const double between = side == 0 ? 0 : scale.of(16);
    const double room = std::max(0.0, row.width() - verdictEdges(scale, verdict));
    const bool whole = verdict.brief.isEmpty() || widthOf(verdict.text, scale.verdict, true) <= room;
    const QString& words = whole ? verdict.text : verdict.brief;
    const double wide = widthOf(words, scale.verdict, true);
    const int size = wide <= room ? scale.verdict : std::max(scale.name, static_cast<int>(scale.verdict * room / wide));
    const double text = std::min(room, widthOf(words, size, true));
    const QRectF box(row.left(), row.top(), 2 * pad + side + between + text, row.height());
    composer.box({box, verdict.fill, SceneBox::Style::Filled, scale.of(8)});
    if (verdict.kind == Verdict::Kind::Ok || verdict.kind == Verdict::Kind::Starting) {
        composer.box({box, Role::Line, SceneBox::Style::Outlined, scale.of(8)});
    }
    composer.glyph(QRectF(box.left() + pad, box.center().y() - side / 2, side, side), verdict.glyph, 0.25, verdict.ink);
    composer.left(QRectF(box.left() + pad + side + between, box.top(), text, box.height()),
                  {words, size, true, verdict.ink, verdict.fill});
    return box.width();
}

/// Number above word, side by side, as many as there is room for.
void addCounts(Composer& composer, QRectF room, const std::vector<Count>& counts)
{
    const Scale& scale = composer.scale();
    const double word = heightOf(scale.detail);
    for (const Count& count : counts) {
        const QString number = QString::number(count.number);
        const double width = std::max(widthOf(number, qRound(scale.of(40)), true), widthOf(count.words, scale.detail));
        if (width > room.width()) {
            return;
        }
        const QRectF at(room.left(), room.top(), width, room.height());
        composer.left(QRectF(at.left(), at.top(), width, at.height() - word),
                      {number, qRound(scale.of(40)), true, count.ink, Role::Surface});
        composer.left(QRectF(at.left(), at.bottom() - word, width, word),
                      {count.words, scale.detail, false, Role::Text, Role::Surface});
        room.setLeft(at.right() + scale.of(36));
    }
}

/// "1 pending · 3 stale · 213 up" in one line.
double addCountsLine(Composer& composer, QRectF room, const std::vector<Count>& counts)
{
    const Scale& scale = composer.scale();
    const double left = room.left();
    for (const Count& count : counts) {
        const QString text = QString::number(count.number) + QLatin1Char(' ') + count.words;
        if (widthOf(text, scale.detail, true) > room.width()) {
            break;
        }
        room.setLeft(room.left() + composer.left(room, {text, scale.detail, true, count.ink, Role::Surface})
                     + scale.of(24));
    }
    return room.left() - left;
}

/// A dot that goes round: where it stands still, the program does.
void addHeartbeat(Composer& composer, const QRectF& line, double rightEdge, std::uint64_t beat, Role role)
{
    constexpr int places = 4;
    const double side = std::floor(line.height() * 0.34);
    const double gap = std::floor(side * 0.45);
    const double width = places * side + (places - 1) * gap;
    for (int i = 0; i < places; ++i) {
        const bool here = static_cast<std::uint64_t>(i) == beat % places;
        composer.box({QRectF(rightEdge - width + i * (side + gap), line.center().y() - side / 2, side, side),
                      here ? role : Role::Line, SceneBox::Style::Filled, side / 2});
    }
}

/// At the right; a drill shows the time that it plays, with its day. Gives the width that it would like to have.
double clockWidth(const Scale& scale, const Moment& moment)
{
    const QString day = moment.drill ? common::dayAndMonth(moment.now, moment.zone) : QString();
    return widthOf(common::clockTime(moment.now, moment.zone), qRound(scale.of(clockAt1080)))
        + (day.isEmpty() ? 0 : widthOf(day, scale.detail) + scale.of(14));
}

void addClock(Composer& composer, const QRectF& row, const Moment& moment)
{
    const Scale& scale = composer.scale();
    const double time = composer.right(
        row,
        {common::clockTime(moment.now, moment.zone), qRound(scale.of(clockAt1080)), false, Role::Text, Role::Surface});
    if (moment.drill) {
        composer.right(row.adjusted(0, 0, -time - scale.of(14), 0),
                       {common::dayAndMonth(moment.now, moment.zone), scale.detail, false, Role::Text, Role::Surface});
    }
}

/// As the window says it; and who is late, before that is long enough to be called silent.
workstation::FreshnessWords freshnessOf(const Moment& moment)
{
    workstation::FreshnessWords words = workstation::freshnessOf(moment.snapshot, moment.now);
    const fleet::TargetRow* late = nullptr;
    for (const fleet::TargetRow& target : moment.snapshot.targets) {
        const bool older = late == nullptr || target.lastGood < late->lastGood;
        late = !isFresh(target, moment.now) && older ? &target : late;
    }
    if (!words.fresh) {
        return words;
    }
    if (late != nullptr) {
        words.fresh = false;
        words.text
            = QStringLiteral("oldest data %1 · %2 late")
                  .arg(common::age(moment.now - late->lastGood), moment.exporters.nameOf(late->job, late->instance));
        return words;
    }
    const QString starting = workstation::startingWords(moment.snapshot, moment.now, moment.zone);
    words.text = starting.isEmpty() ? words.text : starting;
    return words;
}

void addFreshness(Composer& composer, const QRectF& line, const Moment& moment, std::uint64_t beat)
{
    const Scale& scale = composer.scale();
    const workstation::FreshnessWords words = freshnessOf(moment);
    const Role ink = words.fresh ? Role::Muted : Role::PendingText;
    addHeartbeat(composer, line, line.right(), beat, words.fresh ? Role::Text : Role::PendingText);
    const QRectF room = line.adjusted(0, 0, -scale.of(heartbeatRoom), 0);
    const double kept
        = moment.note.isEmpty() ? 0 : scale.of(noteAtLeast + noteGap); // its beginning, however little room
    const double width
        = composer.right(room.adjusted(kept, 0, 0, 0), {words.text, scale.detail, false, ink, Role::Surface});
    composer.right(room.adjusted(0, 0, -width - scale.of(noteGap), 0),
                   {moment.note, scale.detail, false, Role::PendingText, Role::Surface});
}

} // namespace

void addScope(Composer& composer, const QRectF& line, const QString& scope, const QString& page)
{
    const Scale& scale = composer.scale();
    const double right = composer.right(line.adjusted(scope.isEmpty() ? 0 : line.width() / 2, 0, 0, 0),
                                        {page, scale.detail, false, Role::Text, Role::Surface});
    composer.left(line.adjusted(0, 0, right > 0 ? -right - scale.of(24) : 0, 0),
                  {scope, scale.detail, true, Role::Text, Role::Surface});
}

void addHeader(Composer& composer, const QRectF& area, bool twoLines, const Moment& moment, std::uint64_t beat)
{
    const Scale& scale = composer.scale();
    const double second = twoLines ? heightOf(scale.name) + scale.of(8) : 0;
    QRectF row = area.adjusted(0, 0, 0, -second);
    if (moment.drill) {
        row.setLeft(row.left() + addDrillWord(composer, row) + scale.of(14));
    }
    const double clock = clockWidth(scale, moment) + scale.of(40);
    Verdict verdict = moment.verdict;
    if (verdict.kind == Verdict::Kind::NoExporters && moment.filtered) {
        verdict.text = QStringLiteral("NO SERVER FITS");
    }
    const double wanted = verdictEdges(scale, verdict) + widthOf(verdict.text, scale.verdict, true);
    const bool verdictFirst = twoLines && !moment.drill; // a drill is nothing without its time
    const bool roomForClock = row.width() > clock + std::max(scale.of(300), verdictFirst ? wanted : 0);
    row.setLeft(row.left() + addVerdict(composer, roomForClock ? row.adjusted(0, 0, -clock, 0) : row, verdict)
                + scale.of(36));
    const std::vector<Count> counts = countsOf(moment);
    if (twoLines) {
        if (roomForClock) {
            addClock(composer, row, moment);
        }
        QRectF line(area.left(), area.bottom() - second + scale.of(8), area.width(), second - scale.of(8));
        line.setLeft(line.left() + addCountsLine(composer, line.adjusted(0, 0, -scale.of(heartbeatRoom), 0), counts));
        addFreshness(composer, line, moment, beat);
        return;
    }
    const double lower = heightOf(scale.detail);
    const QString fresh = freshnessOf(moment).text;
    const double note = moment.note.isEmpty() ? 0 : widthOf(moment.note, scale.detail) + scale.of(noteGap);
    const double freshness
        = std::min(row.width() * 0.6, widthOf(fresh, scale.detail) + scale.of(heartbeatRoom + 4) + note);
    addCounts(composer, row.adjusted(0, 0, -std::max(freshness, clock) - scale.of(24), 0), counts);
    addClock(composer, row.adjusted(0, 0, 0, -lower), moment);
    addFreshness(composer, QRectF(row.right() - freshness, row.bottom() - lower, freshness, lower), moment, beat);
}

} // namespace checkwatch::wall
