#include "ui/query/rulefilesave.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace checkwatch::query {

namespace {

constexpr qint64 bytesAtMost = 10LL * 1024 * 1024;

base::Error errorOf(base::ErrorCode code, const QString& message, const QString& path)
{
    return {code, message.toStdString(), path.toStdString()};
}

} // namespace

base::Result<RuleFilePlan> planRuleFile(const QString& path, const rules::RuleDraft& draft,
                                        promql::ParseOptions options)
{
    RuleFilePlan plan{path, rules::writeRuleFile(draft)};
    if (!QFileInfo::exists(path))
        return plan;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return errorOf(base::ErrorCode::Refused, file.errorString(), path);
    const QByteArray bytes = file.read(bytesAtMost + 1);
    if (bytes.size() > bytesAtMost)
        return errorOf(base::ErrorCode::Limit, QStringLiteral("the file is larger than 10 MB; choose another"), path);
    plan.exists = true;
    if (bytes.trimmed().isEmpty())
        return plan;
    auto content = rules::appendToRuleFile(bytes.toStdString(), draft, options);
    if (!content) {
        base::Error error = std::move(content).error();
        error.where = path.toStdString();
        return error;
    }
    plan.content = std::move(*content);
    const auto before = rules::parseRuleFile(bytes.toStdString(), path.toStdString(), options);
    plan.groups = before ? before->groups.size() : 0;
    return plan;
}

base::Result<void> writeRuleFilePlan(const RuleFilePlan& plan)
{
    QSaveFile file(plan.path);
    const auto size = static_cast<qint64>(plan.content.size());
    if (!file.open(QIODevice::WriteOnly) || file.write(plan.content.data(), size) != size || !file.commit())
        return errorOf(base::ErrorCode::Refused, file.errorString(), plan.path);
    return {};
}

} // namespace checkwatch::query
