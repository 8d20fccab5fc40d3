#pragma once

#include "models/promql/explanation.h"
#include "ui/common/format.h"

#include <QList>
#include <QString>

namespace checkwatch::charts {

/// One step of a derivation in words, from the result down to the samples. Texts have passed the gateway.
struct WhyStep
{
    enum class Tone : std::uint8_t {
        Value, ///< what a step came to
        True,  ///< the result is there
        Lost,  ///< the reason why it is not
        Idle,  ///< had nothing to work on
    };
    int depth = 0; ///< by two where a step has several operands, by one in what follows each of them
    QString text;  ///< "sum by (proxy) of 7 = 12.4"
    QString more;  ///< what else there is to know; may be empty
    Tone tone = Tone::Value;
};

/// The whole derivation. Numbers that are written in the expression stand in the step that uses them.
[[nodiscard]] QList<WhyStep> whySteps(const promql::Explanation& record, common::Zone zone);

/// One line on a step: what it is and what it came to, or why it came to nothing.
[[nodiscard]] WhyStep whyStep(const promql::Explanation& record, const promql::Derivation& step, common::Zone zone);

/// A value as it helps to follow the arithmetic: "9.818", "0.0042", "NaN", "+Inf".
[[nodiscard]] QString whyFigure(double value);
/// "proxy=app server=web-02", without what `known` has and the metric's name; "" where nothing is left.
[[nodiscard]] QString whyLabels(const metrics::Labels& labels, const metrics::Labels& known = {});
/// Why an element is not in a step's result: "1 sample in the window, 2 are needed". REQUIRES: !step.present.
[[nodiscard]] QString whyMissing(const promql::Derivation& step, common::Zone zone);

} // namespace checkwatch::charts
