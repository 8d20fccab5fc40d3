#include "models/promql/rangefunction.h"

#include <cmath>

namespace checkwatch::promql {

bool isPlainOverWindow(FunctionId id)
{
    switch (id) {
    case FunctionId::SumOverTime:
    case FunctionId::AvgOverTime:
    case FunctionId::MinOverTime:
    case FunctionId::MaxOverTime:
    case FunctionId::StdvarOverTime:
    case FunctionId::StddevOverTime:
    case FunctionId::CountOverTime:
    case FunctionId::PresentOverTime:
    case FunctionId::LastOverTime: return true;
    default: return isChange(id);
    }
}

bool isChange(FunctionId id)
{
    switch (id) {
    case FunctionId::Rate:
    case FunctionId::Increase:
    case FunctionId::Delta:
    case FunctionId::Irate:
    case FunctionId::Idelta:
    case FunctionId::Resets:
    case FunctionId::Changes:
    case FunctionId::Deriv: return true;
    default: return false;
    }
}

std::optional<double> overWindow(FunctionId id, const Window& window, WindowNotes* notes)
{
    switch (id) {
    case FunctionId::Rate: return notes ? extrapolated(window, true, true, *notes) : extrapolated(window, true, true);
    case FunctionId::Increase:
        return notes ? extrapolated(window, true, false, *notes) : extrapolated(window, true, false);
    case FunctionId::Delta:
        return notes ? extrapolated(window, false, false, *notes) : extrapolated(window, false, false);
    case FunctionId::Irate: return lastDifference(window, true);
    case FunctionId::Idelta: return lastDifference(window, false);
    case FunctionId::Resets: return resets(window, notes);
    case FunctionId::Changes: return changes(window);
    case FunctionId::Deriv: return derivative(window);
    case FunctionId::SumOverTime: return sumOverTime(window);
    case FunctionId::AvgOverTime: return avgOverTime(window);
    case FunctionId::MinOverTime: return minOverTime(window);
    case FunctionId::MaxOverTime: return maxOverTime(window);
    case FunctionId::StdvarOverTime: return variance(window);
    case FunctionId::StddevOverTime: return std::sqrt(variance(window));
    case FunctionId::MadOverTime: return medianDeviation(window);
    case FunctionId::CountOverTime: return static_cast<double>(window.samples.size());
    case FunctionId::PresentOverTime: return 1;
    case FunctionId::LastOverTime: return window.samples.back().value;
    default: return std::nullopt;
    }
}

} // namespace checkwatch::promql
