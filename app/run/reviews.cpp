#include "app/run/reviews.h"

#include "app/headless/recordingreview.h"
#include "app/run/reportpdf.h"
#include "ui/common/confirm.h"
#include "ui/review/backtestwindow.h"
#include "ui/review/reportdialog.h"

#include <algorithm>

namespace checkwatch::app {
namespace {

using replay::NamedSpan;
using replay::Place;

constexpr base::Duration around = std::chrono::minutes{15};

std::unique_ptr<RecordingReview> reviewOf(QWidget& over, const ReviewSubject& subject)
{
    auto review = RecordingReview::open(subject.path, subject.config, reportPdf);
    if (!review) {
        common::confirm(&over,
                        {QStringLiteral("This recording cannot be read"), QString::fromStdString(review.error().text()),
                         QStringLiteral("Close")},
                        [] {});
        return nullptr;
    }
    return std::move(*review);
}

Place placeIn(const session::RecordingFacts& facts, const ReviewSubject& subject)
{
    return {facts.from, facts.to,
            std::clamp(subject.now.value_or(facts.to), facts.from, std::max(facts.from, facts.to)), subject.zone};
}

} // namespace

void openBacktest(QWidget& over, const ReviewSubject& subject,
                  std::function<void(base::Timestamp, const QString&)> lead)
{
    auto review = reviewOf(over, subject);
    if (!review) {
        return;
    }
    const Place place = placeIn(review->facts(), subject);
    auto* window = new review::BacktestWindow(std::move(review), place, subject.spans(place), &over);
    QObject::connect(window, &review::BacktestWindow::placeChosen, window,
                     [lead = std::move(lead)](base::Timestamp time, const QString& server) { lead(time, server); });
    window->resize(window->size().boundedTo(over.size()));
    window->show();
}

void openReport(QWidget& over, const ReviewSubject& subject)
{
    auto review = reviewOf(over, subject);
    if (!review) {
        return;
    }
    const Place place = placeIn(review->facts(), subject);
    auto* dialog = new review::ReportDialog(std::move(review), place, subject.spans(place), &over);
    dialog->open();
}

std::vector<NamedSpan> liveSpans(const fleet::SnapshotPtr& snapshot, const Place& place)
{
    std::vector<NamedSpan> out{{NamedSpan::Kind::Whole, QStringLiteral("Whole recording")}};
    const base::Timestamp hourAgo = std::max(place.from, place.to - std::chrono::hours{1});
    out.push_back({NamedSpan::Kind::Recent, QStringLiteral("Last hour"), hourAgo, place.to});
    std::optional<base::Timestamp> since;
    if (snapshot) {
        for (const fleet::AlertRow& alert : *snapshot->alerts) {
            if (alert.phase == fleet::AlertPhase::Firing) {
                since = std::min(since.value_or(alert.alert.activeAt), alert.alert.activeAt);
            }
        }
    }
    if (since) {
        out.push_back({NamedSpan::Kind::Incident, QStringLiteral("Since what fires now"),
                       std::clamp(*since - around, place.from, place.to), place.to});
    }
    return out;
}

} // namespace checkwatch::app
