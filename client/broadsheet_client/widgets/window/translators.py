"""Installs the translations: our texts, Qt's own, and the locale of dates and numbers."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from broadsheet_client import resources
from broadsheet_client.core.languages import Language, best_match

_QT = {Language.ENGLISH: "qtbase_en", Language.CHINESE: "qtbase_zh_CN"}


def effective_language(chosen: Language | None) -> Language:
    """The chosen language, else the system's."""
    return chosen or best_match(QLocale.system().uiLanguages())


def install_translators(application: QApplication, language: Language) -> None:
    """Install the translators. Call it before the window is created: widgets are not retranslated."""
    QLocale.setDefault(_locale(language))
    for translator in application.findChildren(QTranslator):
        application.removeTranslator(translator)
        translator.deleteLater()
    own_file = resources.path(f"translations/broadsheet_{language.replace('-', '_')}.qm")
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for file in (f"{qt_folder}/{_QT[language]}.qm", str(own_file)):
        translator = QTranslator(application)
        if translator.load(file):
            application.installTranslator(translator)


def _locale(language: Language) -> QLocale:
    """The system's locale if it has this language, for example for British dates."""
    system, locale = QLocale.system(), QLocale(language)
    return system if system.language() == locale.language() == QLocale.Language.English else locale
