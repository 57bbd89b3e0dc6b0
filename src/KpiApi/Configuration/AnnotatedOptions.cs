using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace KpiApi.Configuration;

/// <summary>Holds values to the attributes of their options: a plain sentence for each that is wrong, where the framework's says how it was found, too.</summary>
internal sealed class AnnotatedOptions<T>(OptionSection section) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        List<string> sentences =
        [
            .. from option in section.Options
               from attribute in option.GetCustomAttributes<ValidationAttribute>()
               where !attribute.IsValid(option.GetValue(options))
               select section.Sentence(option, attribute),
        ];
        if (sentences.Count == 0 && options is IValidatableObject whole)
            sentences.AddRange(whole.Validate(new ValidationContext(options)).Select(problem => problem.ErrorMessage!));
        return sentences.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(sentences);
    }
}
