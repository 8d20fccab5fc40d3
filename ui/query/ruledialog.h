#pragma once

#include "models/rules/rulewriter.h"

#include <QDialog>

class QAbstractButton;
class QLineEdit;
class QPlainTextEdit;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::query {

/// Makes an alerting rule of an expression: what is typed at the top becomes YAML below, checked by the product's own
/// reader as one types. Copies it, or saves it: as a new file, or behind the groups of one that is there, never over it.
/// GUI thread.
class RuleDialog : public QDialog
{
    Q_OBJECT

public:
    RuleDialog(const QString& expression, promql::ParseOptions options, QWidget* parent = nullptr);

    [[nodiscard]] rules::RuleDraft draft() const;
    [[nodiscard]] QString yaml() const;
    /// What is wrong, in one line; empty where the rule is good.
    [[nodiscard]] QString complaint() const;
    /// Saves, or asks first where the file is there.
    void saveTo(const QString& path);

private:
    QWidget* makeForm();
    void check();
    void tell(const QString& words, bool wrong);
    void chooseFile();
    void write(const QString& path);

    promql::ParseOptions m_options;
    QString m_expression;
    QLineEdit* m_name;
    QLineEdit* m_for;
    QPlainTextEdit* m_labels;
    QPlainTextEdit* m_annotations;
    QPlainTextEdit* m_preview;
    common::PlainLabel* m_verdict;
    QAbstractButton* m_copy;
    QAbstractButton* m_save;
    QString m_complaint;
};

} // namespace checkwatch::query
